package dev.kagzi.demo.shop;

import dev.kagzi.NonRetryableException;

/** The order makes no sense, and will make none at the next attempt. */
public class InvalidOrder extends NonRetryableException {

    private static final long serialVersionUID = 1L;

    InvalidOrder(String message) {
        super(message);
    }
}
