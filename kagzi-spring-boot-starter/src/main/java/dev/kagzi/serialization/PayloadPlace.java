package dev.kagzi.serialization;

import dev.kagzi.protocol.Payload;
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

    /** @param eventId identity of the event whose data it is */
    public static PayloadPlace event(UUID eventId) {
        return new PayloadPlace(eventId, Kind.EVENT, null);
    }

    /** Where a payload that is about to be encoded stands. */
    PayloadContext in(String namespace) {
        return new PayloadContext(namespace, runId.toString(), kind, step == null ? null : step.toString());
    }

    /** Where the payload stood when it was encoded: it may have been taken over from another run, or from an event. */
    PayloadContext of(Payload encoded, String namespace) {
        UUID first = encoded.encodedFor();
        if (first == null) {
            return in(namespace);
        }
        return encoded.isOfEvent() ? event(first).in(namespace) : new PayloadPlace(first, kind, step).in(namespace);
    }

    @Override
    public String toString() {
        String what = switch (kind) {
            case INPUT, STEP_INPUT -> "the input";
            case OUTPUT, STEP_OUTPUT -> "the result";
            case PROGRESS -> "the progress";
            case EVENT -> "the data";
        };
        if (kind == Kind.EVENT) {
            return what + " of event '" + runId + "'";
        }
        return what + " of " + (step == null ? "" : "step '" + step + "' of ") + "run '" + runId + "'";
    }
}
