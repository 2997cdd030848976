package dev.kagzi.chaos.load;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What a run of the load ends with: the results of its bodies in call order. */
public record LoadOutcome(UUID token, Instant begunAt, List<String> results) {}
