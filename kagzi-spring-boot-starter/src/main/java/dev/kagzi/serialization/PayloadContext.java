package dev.kagzi.serialization;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a payload stands: the same when it is decoded as when it was encoded. A restart takes payloads over from another run as they
 * are; {@code runId} is then the run they were encoded for.
 *
 * @param namespace the application's {@code kagzi.namespace}, or {@code default}
 * @param runId the run
 * @param kind what the payload is of that run
 * @param step the step, as {@code charge} or {@code charge#2} for its second use; absent for payloads of the run itself
 */
public record PayloadContext(
        String namespace, String runId, Kind kind, @Nullable String step) {

    /** What a payload is of its run. */
    public enum Kind {
        /** The input of the run. */
        INPUT,
        /** The result of the run. */
        OUTPUT,
        /** What was recorded of a step's arguments. */
        STEP_INPUT,
        /** The result of a step, or a recorded value such as the time. */
        STEP_OUTPUT,
        /** The progress of the run. */
        PROGRESS,
        /** The data of an event; {@code runId} is the event's id then. A run that the event starts or wakes takes it over. */
        EVENT
    }

    /**
     * All of it as bytes that no other context has, for a cipher to be bound to ("additional authenticated data"). They will be the
     * same in every version of Kagzi.
     */
    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String part : new String[] {namespace, runId, kind.name(), step == null ? "" : step}) {
            byte[] text = part.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
            bytes.writeBytes(text);
        }
        return bytes.toByteArray();
    }
}
