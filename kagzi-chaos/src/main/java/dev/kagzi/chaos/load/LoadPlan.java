package dev.kagzi.chaos.load;

import java.util.SplittableRandom;

/**
 * What a run does, decided by its input alone, so that every replay takes the same path and every attempt of a body
 * misbehaves as planned.
 *
 * @param number the input
 */
public record LoadPlan(long number) {

    /** Length of a body, 1 ms to 1 s, mostly short. */
    int bodyMillis(String step, int occurrence, int attempt) {
        SplittableRandom random = random(step.hashCode() * 31L + occurrence * 7L + attempt);
        int choice = random.nextInt(10);
        if (choice < 5) {
            return 1 + random.nextInt(50);
        }
        return choice < 9 ? 50 + random.nextInt(350) : 400 + random.nextInt(600);
    }

    /** How many attempts of the flaky step fail, 0 to 3 of 4. */
    int flakyFailures() {
        return random(1).nextInt(4);
    }

    /** Whether the payment is declined for good, which the workflow catches and makes good. */
    boolean declined() {
        return random(2).nextInt(4) == 0;
    }

    boolean sleepsLong() {
        return random(3).nextInt(4) == 0;
    }

    /** Whether the run fails for good at its first attempt; a retried run goes through. */
    boolean failsAtFirst() {
        return random(4).nextInt(8) == 0;
    }

    /** Whether the stubborn body is a long one. */
    boolean stubborn() {
        return random(5).nextInt(6) == 0;
    }

    /** Whether one body is longer than a lease. */
    boolean outlastsLease() {
        return random(6).nextInt(5) == 0;
    }

    private SplittableRandom random(long salt) {
        return new SplittableRandom(new SplittableRandom(number).nextLong() ^ salt * 0x9E3779B97F4A7C15L);
    }
}
