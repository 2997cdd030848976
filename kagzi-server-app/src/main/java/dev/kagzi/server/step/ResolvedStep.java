package dev.kagzi.server.step;

import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A step whose open wait has resolved while the worker kept its run, and which the worker has not shown to have gone on from. */
public record ResolvedStep(UUID runId, StepKey key, int position, StepKind kind) {

    /**
     * Whether a worker that reports this step has gone on from here: calls of one branch follow each other, and a branch goes on when
     * the branches it has made have ended. The outcome of a child is asked for whenever the code likes.
     */
    public boolean isPassedBy(StepKey reported, int reportedPosition) {
        if (kind == StepKind.CHILD) {
            return false;
        }
        String own = branch(key);
        String other = branch(reported);
        return own.equals(other) ? position <= reportedPosition : isWithin(own, other);
    }

    private static boolean isWithin(String inner, String outer) {
        return outer.isEmpty() || inner.startsWith(outer + "/");
    }

    private static String branch(@Nullable StepKey key) {
        return key == null || key.branch() == null ? "" : key.branch();
    }

    StepRef ref() {
        return new StepRef(runId, key);
    }
}
