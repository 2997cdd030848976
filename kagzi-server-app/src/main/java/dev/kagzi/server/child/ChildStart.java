package dev.kagzi.server.child;

import dev.kagzi.protocol.Payload;
import dev.kagzi.server.step.StepRef;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A child that a step of a run starts.
 *
 * @param step of the parent
 * @param id the child's idempotency key
 * @param inputHash of an encoded input, in hexadecimal
 * @param concurrencyKey what its limits go by, where the input is encoded
 */
public record ChildStart(
        StepRef step,
        UUID childRunId,
        String workflow,
        @Nullable String id,
        @Nullable Payload input,
        @Nullable String inputHash,
        @Nullable String concurrencyKey) {}
