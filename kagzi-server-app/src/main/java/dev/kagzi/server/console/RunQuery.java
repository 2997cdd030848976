package dev.kagzi.server.console;

import dev.kagzi.protocol.BulkFilter;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.run.RunFilter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a list of runs is asked for, as it stands in the address of its page. What is empty says nothing.
 *
 * @param status any of them; empty for all
 * @param tag as {@code name:value}, several of them separated by spaces
 * @param within created in a time such as {@code 1h} until now
 * @param after an instant, or a time in the zone; exclusive like {@code before}
 * @param zone of after and before; UTC without it
 */
public record RunQuery(
        @Nullable List<String> status,
        @Nullable String workflow,
        @Nullable String id,
        @Nullable String tag,
        @Nullable String parent,
        @Nullable String schedule,
        @Nullable String within,
        @Nullable String after,
        @Nullable String before,
        @Nullable String zone) {

    /** The runs that a bulk job is about, but for those that are named one by one. */
    static RunQuery of(BulkFilter filter) {
        return new RunQuery(
                filter.status() == null
                        ? null
                        : filter.status().stream().map(RunStatus::name).toList(),
                filter.workflow(),
                filter.id(),
                filter.tags() == null
                        ? null
                        : String.join(
                                " ",
                                filter.tags().entrySet().stream()
                                        .map(tag -> tag.getKey() + ":" + tag.getValue())
                                        .toList()),
                Objects.toString(filter.parent(), null),
                filter.schedule(),
                null,
                Objects.toString(filter.createdAfter(), null),
                Objects.toString(filter.createdBefore(), null),
                null);
    }

    /** By their names, whether there are such or not. */
    public List<String> statuses() {
        return status == null
                ? List.of()
                : status.stream()
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    /** @throws dev.kagzi.server.problem.ProblemException that names everything that cannot be read */
    RunFilter filter(TypedText text, Instant now) {
        Violations violations = new Violations();
        ZoneId place = zone(violations);
        Duration time = text.duration(violations, "/within", within);
        RunFilter filter = new RunFilter(
                TypedText.given(workflow),
                statuses(violations, text),
                TypedText.given(id),
                tags(violations),
                text.uuid(violations, "/parent", parent),
                TypedText.given(schedule),
                later(text.instant(violations, "/after", after, place), time == null ? null : now.minus(time)),
                text.instant(violations, "/before", before, place));
        violations.throwIfAny();
        return filter;
    }

    private ZoneId zone(Violations violations) {
        String given = TypedText.given(zone);
        if (given == null) {
            return ZoneOffset.UTC;
        }
        if (!ZoneId.getAvailableZoneIds().contains(given)) {
            violations.add("/zone", "has to be the name of a time zone such as 'Europe/Berlin'");
            return ZoneOffset.UTC;
        }
        return ZoneId.of(given);
    }

    private SortedSet<RunStatus> statuses(Violations violations, TypedText text) {
        SortedSet<RunStatus> known = new TreeSet<>();
        statuses().stream()
                .flatMap(name -> Stream.ofNullable(text.oneOf(violations, "/status", name, RunStatus.class)))
                .forEach(known::add);
        return known;
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        return one == null || other != null && other.isAfter(one) ? other : one;
    }

    /** The same runs, and only those that are newer. */
    RunFilter newerThan(Instant newest, TypedText text, Instant now) {
        RunFilter filter = filter(text, now);
        return new RunFilter(
                filter.workflow(),
                filter.statuses(),
                filter.id(),
                filter.tags(),
                filter.parent(),
                filter.schedule(),
                later(filter.createdAfter(), newest),
                filter.createdBefore());
    }

    BulkFilter bulkFilter(TypedText text, Instant now) {
        RunFilter filter = filter(text, now);
        return new BulkFilter(
                filter.workflow(),
                List.copyOf(filter.statuses()),
                filter.id(),
                filter.tags(),
                filter.parent(),
                filter.schedule(),
                filter.createdAfter(),
                filter.createdBefore(),
                null);
    }

    public boolean isEmpty() {
        return parameters().isEmpty();
    }

    private SortedMap<String, String> tags(Violations violations) {
        SortedMap<String, String> tags = new TreeMap<>();
        for (String part : TypedText.orEmpty(tag).split("\\s+")) {
            int colon = part.indexOf(':');
            if (colon >= 1) {
                tags.put(part.substring(0, colon), part.substring(colon + 1));
            } else {
                violations.require(part.isEmpty(), "/tag", "has to be written as 'name:value'");
            }
        }
        return tags;
    }

    /** For addresses: what is asked for, and nothing else. */
    public Map<String, List<String>> parameters() {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (!statuses().isEmpty()) {
            parameters.put("status", statuses());
        }
        put(parameters, "workflow", workflow);
        put(parameters, "id", id);
        put(parameters, "tag", tag);
        put(parameters, "parent", parent);
        put(parameters, "schedule", schedule);
        put(parameters, "within", within);
        put(parameters, "after", after);
        put(parameters, "before", before);
        if (parameters.containsKey("after") || parameters.containsKey("before")) {
            put(parameters, "zone", zone);
        }
        return parameters;
    }

    private static void put(Map<String, List<String>> parameters, String name, @Nullable String value) {
        String given = TypedText.given(value);
        if (given != null) {
            parameters.put(name, List.of(given));
        }
    }
}
