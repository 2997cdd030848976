package dev.kagzi.protocol.worker;

import java.util.UUID;

/**
 * A claim that the worker no longer has.
 *
 * @param claim number of the claim; a later claim of the same run is not meant
 */
public record EndedClaim(UUID runId, long claim) {}
