package dev.kagzi.chaos.load;

/** A failure that another attempt may get over. */
class Flaky extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Flaky(String message) {
        super(message);
    }
}
