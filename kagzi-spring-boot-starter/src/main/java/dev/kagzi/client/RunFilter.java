package dev.kagzi.client;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.transport.RunQuery;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which runs to list: those that match all of it. Begins with {@link #all()}; each method gives a narrower filter.
 *
 * <pre>{@code
 * kagzi.runs(RunFilter.all().workflow("order").status(RunStatus.FAILED).tag("region", "eu"));
 * }</pre>
 *
 * @param workflow name or alias of the workflow
 * @param id the caller's idempotency key
 * @param tags all of them have to match
 * @param createdAfter they were created later than this
 * @param createdBefore they were created earlier than this
 * @param limit runs per page, at most 200; absent: 50
 * @param cursor where the page begins; absent: at the newest run
 */
public record RunFilter(
        @Nullable String workflow,
        @Nullable RunStatus status,
        @Nullable String id,
        Map<String, String> tags,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore,
        @Nullable Integer limit,
        @Nullable String cursor) {

    public RunFilter {
        tags = Map.copyOf(tags);
    }

    /** All runs of the namespace. */
    public static RunFilter all() {
        return new RunFilter(null, null, null, Map.of(), null, null, null, null);
    }

    /** Only runs of the workflow of this name or alias. */
    public RunFilter workflow(String workflow) {
        return new RunFilter(workflow, status, id, tags, createdAfter, createdBefore, limit, cursor);
    }

    /** Only runs that have this status. */
    public RunFilter status(RunStatus status) {
        return new RunFilter(workflow, status, id, tags, createdAfter, createdBefore, limit, cursor);
    }

    /** Only runs started with this idempotency key. */
    public RunFilter id(String id) {
        return new RunFilter(workflow, status, id, tags, createdAfter, createdBefore, limit, cursor);
    }

    /** Only runs with this tag too. */
    public RunFilter tag(String name, String value) {
        Map<String, String> more = new HashMap<>(tags);
        more.put(name, value);
        return new RunFilter(workflow, status, id, more, createdAfter, createdBefore, limit, cursor);
    }

    /** Only runs created later than this. */
    public RunFilter createdAfter(Instant createdAfter) {
        return new RunFilter(workflow, status, id, tags, createdAfter, createdBefore, limit, cursor);
    }

    /** Only runs created earlier than this. */
    public RunFilter createdBefore(Instant createdBefore) {
        return new RunFilter(workflow, status, id, tags, createdAfter, createdBefore, limit, cursor);
    }

    /** This many runs per page, 1 to 200. */
    public RunFilter limit(int limit) {
        return new RunFilter(workflow, status, id, tags, createdAfter, createdBefore, limit, cursor);
    }

    /** Begins where the page with this {@code nextCursor} ended. A cursor belongs to the filter it was made with. */
    public RunFilter from(String cursor) {
        return new RunFilter(workflow, status, id, tags, createdAfter, createdBefore, limit, cursor);
    }

    RunQuery query() {
        return new RunQuery(workflow, status, id, tags, createdAfter, createdBefore, limit, cursor);
    }
}
