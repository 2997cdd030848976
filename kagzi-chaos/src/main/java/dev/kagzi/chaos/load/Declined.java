package dev.kagzi.chaos.load;

/** A failure that stays. */
class Declined extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Declined(String message) {
        super(message);
    }
}
