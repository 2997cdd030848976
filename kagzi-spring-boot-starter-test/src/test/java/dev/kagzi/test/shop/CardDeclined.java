package dev.kagzi.test.shop;

public class CardDeclined extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CardDeclined(String message) {
        super(message);
    }
}
