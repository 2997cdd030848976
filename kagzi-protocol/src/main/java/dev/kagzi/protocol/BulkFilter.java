package dev.kagzi.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which runs a bulk job is about: those that fit all that is said here, and were there when it began. It has to say something;
 * what is empty says nothing.
 *
 * @param workflow name of a workflow, or one of its aliases, at most 200 characters
 * @param status one or several statuses; all without it
 * @param id the caller's id, at most 255 characters
 * @param tags all of them have to fit; names of at most 100 characters, values of at most 500
 * @param parent id of a run: its children
 * @param schedule id of a schedule: the runs it has started; at most 200 characters
 * @param createdAfter exclusive
 * @param createdBefore exclusive
 * @param runIds these runs, 1 to 200 of them, and nothing else beside
 */
public record BulkFilter(
        @Nullable String workflow,
        @Nullable List<RunStatus> status,
        @Nullable String id,
        @Nullable Map<String, String> tags,
        @Nullable UUID parent,
        @Nullable String schedule,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore,
        @Nullable List<UUID> runIds) {}
