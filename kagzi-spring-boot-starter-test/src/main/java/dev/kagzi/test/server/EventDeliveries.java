package dev.kagzi.test.server;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.EventSnapshot.Concerned;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.test.server.StoredRun.EventRead;
import dev.kagzi.test.server.StoredRun.Origin;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Brings events to runs: the n-th wait of a run on a channel gets the n-th event that the run has not read. */
final class EventDeliveries {

    private final State state;
    private final RunStarts starts;

    EventDeliveries(State state, RunStarts starts) {
        this.state = state;
        this.starts = starts;
    }

    /** Accepts an event: wakes who waits for it, and starts what is to be started. */
    StoredEvent accept(UUID eventId, Channel channel, @Nullable Payload data) {
        Instant now = state.now();
        List<StoredEvent> log = state.channels.computeIfAbsent(channel, any -> new ArrayList<>());
        Instant last = log.isEmpty() ? null : log.get(log.size() - 1).acceptedAt;
        Instant acceptedAt = last == null || last.isBefore(now) ? now : last.plus(1, ChronoUnit.MICROS);
        StoredEvent event = new StoredEvent(eventId, channel, data, acceptedAt);
        log.add(event);
        state.events.put(eventId, event);
        for (StoredRun run : List.copyOf(state.runs.values())) {
            deliver(run, channel, now);
        }
        for (String workflow : state.workflows.startedBy(channel.name())) {
            if (state.workflows.find(workflow).isPresent()) {
                StoredRun run = starts.start(
                                UuidCreator.getTimeOrderedEpoch(),
                                workflow,
                                null,
                                Origin.event(event.place()),
                                Payloads.ofEvent(eventId, data))
                        .run();
                event.started.add(new Concerned(run.runId, run.workflow));
            }
        }
        return event;
    }

    /** Brings to a run what there is for it on a channel, and wakes it if there is anything. */
    void deliver(StoredRun run, Channel channel, Instant now) {
        if (run.isOpen() && endMatched(run, channel, now)) {
            Waking.wake(run, now);
        }
    }

    private boolean endMatched(StoredRun run, Channel channel, Instant now) {
        boolean ended = false;
        EventWait wait = next(run, channel);
        StoredEvent event = unread(run, channel);
        while (wait != null && event != null) {
            if (wait.isInTime(event.acceptedAt)) {
                run.reads.put(wait.step(), new EventRead(channel, event.place()));
                event.woken.add(new Concerned(run.runId, run.workflow));
                end(run, wait.step(), event, now);
            } else {
                end(run, wait.step(), null, now);
            }
            ended = true;
            wait = next(run, channel);
            event = unread(run, channel);
        }
        return ended;
    }

    private static @Nullable EventWait next(StoredRun run, Channel channel) {
        return run.eventWaits.values().stream()
                .filter(wait -> wait.channel().equals(channel))
                .min(EventWait.ORDER)
                .orElse(null);
    }

    private @Nullable StoredEvent unread(StoredRun run, Channel channel) {
        EventPlace cursor = run.cursor(channel);
        return state.channels.getOrDefault(channel, List.of()).stream()
                .filter(event -> event.place().compareTo(cursor) > 0)
                .findFirst()
                .orElse(null);
    }

    /** @param event absent when none came in time */
    private static void end(StoredRun run, StepKey key, @Nullable StoredEvent event, Instant now) {
        run.eventWaits.remove(key);
        Payload data = event == null || event.data == null ? null : event.data.encodedForEvent(event.eventId);
        run.steps.computeIfPresent(
                key,
                (same, step) -> step.status() == StepStatus.WAITING
                        ? step.ended(StepStatus.COMPLETED, data, null, now, run.isHeld())
                        : step);
    }

    /** Ends the waits of a run that are over; an event that came in time goes before the end. */
    void endDue(StoredRun run, Instant now) {
        List<EventWait> due = run.eventWaits.values().stream()
                .filter(wait -> wait.deadline() != null && !wait.deadline().isAfter(now))
                .toList();
        if (run.isOpen()) {
            due.stream().map(EventWait::channel).distinct().forEach(channel -> endMatched(run, channel, now));
        }
        due.stream()
                .filter(wait -> run.eventWaits.containsKey(wait.step()))
                .forEach(wait -> end(run, Objects.requireNonNull(wait.step()), null, now));
    }
}
