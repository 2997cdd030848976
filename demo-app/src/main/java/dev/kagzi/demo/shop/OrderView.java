package dev.kagzi.demo.shop;

import org.jspecify.annotations.Nullable;

/**
 * An order as {@code /orders} shows it.
 *
 * @param status of the order's run
 * @param outcome once the run is completed
 * @param failure what ended the run, when it failed
 */
public record OrderView(
        String id,
        String runId,
        String status,
        @Nullable OrderOutcome outcome,
        @Nullable String failure) {}
