package dev.kagzi.demo.shop;

/** The payment service did not answer: another attempt may succeed. */
public class PaymentsUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PaymentsUnavailable(String message) {
        super(message);
    }
}
