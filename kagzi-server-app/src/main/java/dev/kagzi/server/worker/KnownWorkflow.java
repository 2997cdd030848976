package dev.kagzi.server.worker;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workflow that some worker has declared.
 *
 * @param name today's name
 * @param names all names its runs may be stored under, today's first
 * @param highestLive highest version that a live worker offers, 0 when none does
 * @param priority of its runs, as the highest version declares it
 * @param timeout deadline of a run, as the highest version declares it
 */
public record KnownWorkflow(
        String name,
        List<String> names,
        int highestLive,
        int priority,
        @Nullable Duration timeout) {}
