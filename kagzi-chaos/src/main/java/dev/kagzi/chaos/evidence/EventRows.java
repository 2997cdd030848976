package dev.kagzi.chaos.evidence;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables of events.
 *
 * @param reads what runs have read
 * @param starts runs that events have started
 */
public record EventRows(List<EventRow> events, List<ReadRow> reads, List<StartRow> starts) {

    public EventRows {
        events = List.copyOf(events);
        reads = List.copyOf(reads);
        starts = List.copyOf(starts);
    }

    /** A name and a key. */
    public record Channel(String name, String key) {}

    /**
     * A row of {@code event}.
     *
     * @param emittedBy the run that has emitted it
     */
    public record EventRow(
            UUID event,
            Channel channel,
            Instant acceptedAt,
            @Nullable String data,
            @Nullable UUID emittedBy) {}

    /** A row of {@code event_read}. */
    public record ReadRow(StepRef step, UUID event, Channel channel, Instant acceptedAt) {}

    /** A row of {@code event_start}. */
    public record StartRow(UUID event, String workflow, UUID run) {}

    public Map<UUID, EventRow> eventsById() {
        return events.stream().collect(Collectors.toMap(EventRow::event, row -> row));
    }
}
