package dev.kagzi.chaos.evidence;

import java.util.UUID;

/** One step of one run. The load has no branches. */
public record StepRef(UUID run, String name, int occurrence) {

    @Override
    public String toString() {
        return run + "/" + name + "#" + occurrence;
    }
}
