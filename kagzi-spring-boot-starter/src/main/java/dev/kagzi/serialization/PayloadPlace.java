package dev.kagzi.serialization;

import dev.kagzi.protocol.StepKey;
import dev.kagzi.serialization.PayloadContext.Kind;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The place of a payload in its run. */
public record PayloadPlace(UUID runId, Kind kind, @Nullable StepKey step) {

    public static PayloadPlace input(UUID runId) {
        return new PayloadPlace(runId, Kind.INPUT, null);
    }

    public static PayloadPlace output(UUID runId) {
        return new PayloadPlace(runId, Kind.OUTPUT, null);
    }

    public static PayloadPlace progress(UUID runId) {
        return new PayloadPlace(runId, Kind.PROGRESS, null);
    }

    public static PayloadPlace stepInput(UUID runId, StepKey step) {
        return new PayloadPlace(runId, Kind.STEP_INPUT, step);
    }

    public static PayloadPlace stepOutput(UUID runId, StepKey step) {
        return new PayloadPlace(runId, Kind.STEP_OUTPUT, step);
    }

    /** @param encodedFor the run the payload was encoded for, when that is another one */
    PayloadContext in(String namespace, @Nullable UUID encodedFor) {
        return new PayloadContext(
                namespace,
                (encodedFor == null ? runId : encodedFor).toString(),
                kind,
                step == null ? null : step.toString());
    }

    @Override
    public String toString() {
        String what = switch (kind) {
            case INPUT, STEP_INPUT -> "the input";
            case OUTPUT, STEP_OUTPUT -> "the result";
            case PROGRESS -> "the progress";
        };
        return what + " of " + (step == null ? "" : "step '" + step + "' of ") + "run '" + runId + "'";
    }
}
