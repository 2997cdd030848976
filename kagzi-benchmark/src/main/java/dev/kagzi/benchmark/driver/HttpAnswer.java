package dev.kagzi.benchmark.driver;

/** What the server has answered. */
record HttpAnswer(int status, String body) {

    /** The body, of an answer that has to have this status. */
    String expect(int expected) {
        if (status != expected) {
            throw new IllegalStateException("The server has answered %d, not %d: %s".formatted(status, expected, body));
        }
        return body;
    }
}
