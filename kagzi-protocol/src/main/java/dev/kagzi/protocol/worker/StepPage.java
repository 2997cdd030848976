package dev.kagzi.protocol.worker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET /worker/sessions/{workerId}/runs/{runId}/steps}: the rest of a long history. */
public record StepPage(List<HistoryStep> steps, @Nullable String moreSteps) {}
