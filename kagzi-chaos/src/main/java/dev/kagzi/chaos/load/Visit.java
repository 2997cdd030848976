package dev.kagzi.chaos.load;

import org.jspecify.annotations.Nullable;

/**
 * The input of a workflow with limits: what a run does is decided by its number, as in every {@link LoadPlan}.
 *
 * @param key what the limits go by
 * @param child whether it was started by another visit
 */
public record Visit(@Nullable String key, long number, boolean child) {

    /** Most stay for a moment, some for a quarter of a second. */
    int millis(int occurrence) {
        int moment = 5 + (int) (number >> 3 * occurrence & 63);
        return (number & 7) == occurrence ? 4 * moment : moment;
    }

    /** Whether it goes away in between, for longer than a worker keeps a place for it. */
    boolean returns() {
        return number % 8 == 0;
    }

    /** Whether it rests in between, in its place. */
    boolean rests() {
        return number % 8 == 1;
    }

    /** Whether it sends another one in the meantime, and waits for that outside. */
    boolean sendsChild() {
        return !child && number % 8 == 2;
    }

    /** Whether the first attempt fails. */
    boolean fails() {
        return number % 16 == 3;
    }

    Visit ofChild() {
        return new Visit(key, number / 8 + 1, true);
    }
}
