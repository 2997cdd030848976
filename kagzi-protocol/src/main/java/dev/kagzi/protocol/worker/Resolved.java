package dev.kagzi.protocol.worker;

import java.util.UUID;

/**
 * The outcome of an open wait of a run that its worker kept.
 *
 * @param claim the claim it belongs to
 * @param outcome the step as it stands now; WAITING without {@code until} when its next attempt may begin
 */
public record Resolved(UUID runId, long claim, HistoryStep outcome) {}
