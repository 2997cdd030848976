package dev.kagzi.definition;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as its annotation says, before any configuration.
 *
 * @param bound what the annotation says beside names and retry
 * @param triggers what starts runs by itself
 */
record WorkflowDeclaration(
        String name,
        int version,
        List<String> aliases,
        WorkflowMethod method,
        RetryLayer retry,
        Bound bound,
        Triggers triggers) {

    /** What the server takes. */
    private static final int MOST_ALIASES = 20;

    WorkflowDeclaration {
        Bounds.atLeastOne("version", version);
        Bounds.atMost(MOST_ALIASES, "aliases", aliases);
        aliases = List.copyOf(aliases);
    }

    /** Everything it answers to. */
    Set<String> names() {
        Set<String> names = new HashSet<>(aliases);
        names.add(name);
        return names;
    }

    Source source() {
        return retry.source();
    }

    /**
     * Bounds of a run, of a worker, and of all workers; {@code null} leaves them open.
     *
     * @param timeout deadline of a run
     * @param workerConcurrency runs at once in one worker
     * @param limits what the server keeps
     */
    record Bound(@Nullable Duration timeout, @Nullable Integer workerConcurrency, LimitSettings limits) {

        Bound {
            Bounds.positive("timeout", timeout);
            Bounds.atLeastOne("workerConcurrency", workerConcurrency);
        }
    }

    /**
     * What starts runs without anybody asking for one.
     *
     * @param on names of events
     * @param schedule what the annotation says of a schedule
     */
    record Triggers(List<String> on, ScheduleSettings schedule) {

        Triggers {
            on = List.copyOf(on);
            Set<String> seen = new HashSet<>();
            for (String event : on) {
                Names.checked("on", event);
                if (!seen.add(event)) {
                    throw new IllegalArgumentException("on names the event '" + event + "' twice");
                }
            }
        }
    }
}
