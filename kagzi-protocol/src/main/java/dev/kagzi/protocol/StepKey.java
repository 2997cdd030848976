package dev.kagzi.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Identity of a step in its run: equal names are told apart by the how-manieth use of the name in the branch.
 *
 * @param branch the branch, absent at the top
 * @param occurrence from 1
 */
public record StepKey(@Nullable String branch, String name, int occurrence) {

    /** The key of a step at the top. */
    public static StepKey of(String name, int occurrence) {
        return new StepKey(null, name, occurrence);
    }

    /** As {@code charge}, {@code charge#2} or {@code items#1/3/charge}: how failures and messages name a step. */
    @Override
    public String toString() {
        return (branch == null ? "" : branch + "/") + name + (occurrence == 1 ? "" : "#" + occurrence);
    }
}
