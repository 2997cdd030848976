package dev.kagzi.chaos.evidence;

import java.util.UUID;

/**
 * One step of one run.
 *
 * @param branch empty at the top
 */
public record StepRef(UUID run, String branch, String name, int occurrence) {

    /** A step at the top. */
    public StepRef(UUID run, String name, int occurrence) {
        this(run, "", name, occurrence);
    }

    @Override
    public String toString() {
        return run + "/" + (branch.isEmpty() ? "" : branch + "/") + name + "#" + occurrence;
    }
}
