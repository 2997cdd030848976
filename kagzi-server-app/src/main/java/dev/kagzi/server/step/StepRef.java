package dev.kagzi.server.step;

import dev.kagzi.protocol.StepKey;
import java.util.UUID;

/** Names a step of a run. */
public record StepRef(UUID runId, StepKey key) {}
