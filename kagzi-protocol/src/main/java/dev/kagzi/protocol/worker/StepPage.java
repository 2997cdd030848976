package dev.kagzi.protocol.worker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rest of a long history. */
public record StepPage(List<HistoryStep> steps, @Nullable String moreSteps) {}
