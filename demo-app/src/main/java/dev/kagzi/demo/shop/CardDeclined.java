package dev.kagzi.demo.shop;

/** The bank said no. */
public class CardDeclined extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CardDeclined(String message) {
        super(message);
    }
}
