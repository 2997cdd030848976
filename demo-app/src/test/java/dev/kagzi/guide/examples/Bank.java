package dev.kagzi.guide.examples;

import java.time.Duration;

/** Moves money, as a bank's client would. */
interface Bank {

    /**
     * Gives the number of the transfer. A repeated key gives the number of the first one, and no money moves again.
     *
     * @throws AccountClosed for good
     * @throws TooManyRequests the bank says when to come back
     */
    String transfer(String account, long cents, String idempotencyKey);

    class AccountClosed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        AccountClosed(String account) {
            super("Account " + account + " is closed");
        }
    }

    class TooManyRequests extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final Duration retryAfter;

        TooManyRequests(Duration retryAfter) {
            super("Too many requests");
            this.retryAfter = retryAfter;
        }

        Duration retryAfter() {
            return retryAfter;
        }
    }
}
