package dev.kagzi.server.event;

import dev.kagzi.server.event.EventWaitRepository.Match;
import dev.kagzi.server.namespace.Namespaces;
import dev.kagzi.server.run.DerivedStart;
import dev.kagzi.server.run.DerivedStarts;
import dev.kagzi.server.step.EndedWait;
import dev.kagzi.server.step.StepRef;
import dev.kagzi.server.step.Steps;
import dev.kagzi.server.wake.WakeableRun;
import dev.kagzi.server.wake.Wakes;
import dev.kagzi.server.worker.EventSubscriptions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Brings events to runs, inside the transaction of whoever accepts events or opens waits. The order of locks is the same for all:
 * first the channels in their order, then the runs in theirs. While a channel is locked no event and no wait can be added to it by
 * others, so that neither misses the other.
 */
@Component
public class EventDeliveries {

    /** Runs that one transaction wakes by events; the rest is woken by {@link #spread}. */
    static final int RUNS_AT_ONCE = 1_000;

    private final ChannelRepository channels;
    private final EventRepository events;
    private final EventWaitRepository waits;
    private final EventStartRepository starts;
    private final EventSubscriptions subscriptions;
    private final DerivedStarts runs;
    private final Steps steps;
    private final Wakes wakes;
    private final Namespaces namespaces;

    EventDeliveries(
            ChannelRepository channels,
            EventRepository events,
            EventWaitRepository waits,
            EventStartRepository starts,
            EventSubscriptions subscriptions,
            DerivedStarts runs,
            Steps steps,
            Wakes wakes,
            Namespaces namespaces) {
        this.channels = channels;
        this.events = events;
        this.waits = waits;
        this.starts = starts;
        this.subscriptions = subscriptions;
        this.runs = runs;
        this.steps = steps;
        this.wakes = wakes;
        this.namespaces = namespaces;
    }

    /**
     * Channels that are locked.
     *
     * @param last when the newest event of each was accepted
     * @param waiting runs to be locked next, those that wait for what is about to be emitted
     * @param more whether more runs wait than that
     */
    public record Locked(Map<Channel, Instant> last, Set<UUID> waiting, boolean more) {

        /** None. */
        public static final Locked NOTHING = new Locked(Map.of(), Set.of(), false);
    }

    /**
     * Locks channels before any run is locked.
     *
     * @param opened channels on which waits may be opened
     * @param emitted channels of events that may be accepted
     */
    public Locked lock(UUID namespaceId, Set<Channel> opened, Set<Channel> emitted, Instant now) {
        Set<Channel> all = new HashSet<>(opened);
        all.addAll(emitted);
        if (all.isEmpty()) {
            return Locked.NOTHING;
        }
        Map<Channel, Instant> last = channels.lock(namespaceId, all, now);
        if (emitted.isEmpty()) {
            return new Locked(last, Set.of(), false);
        }
        if (namespaces.isDisabled(namespaceId)) {
            // Nobody is woken; the rest of the waiting, which is all of them, has its turn when it is enabled.
            return new Locked(last, Set.of(), true);
        }
        List<UUID> waiting = waits.waiting(namespaceId, emitted, now, RUNS_AT_ONCE + 1);
        boolean more = waiting.size() > RUNS_AT_ONCE;
        return new Locked(last, new HashSet<>(more ? waiting.subList(0, RUNS_AT_ONCE) : waiting), more);
    }

    /**
     * Opens waits and accepts events, in the order of the list, and brings to the runs what there now is for them.
     *
     * @param lockedRuns all runs whose rows are locked
     */
    List<AcceptedEvent> acceptAndDeliver(
            UUID namespaceId,
            Locked locked,
            Collection<EventWait> opened,
            List<NewEvent> emitted,
            Collection<UUID> lockedRuns,
            Instant now) {
        List<AcceptedEvent> accepted = accept(namespaceId, locked, emitted, now);
        if (!opened.isEmpty()) {
            waits.open(namespaceId, opened);
        }
        Set<Channel> touched = accepted.stream().map(AcceptedEvent::channel).collect(Collectors.toSet());
        if (locked.more() && !touched.isEmpty()) {
            channels.setSpreading(namespaceId, touched, true);
        }
        opened.forEach(wait -> touched.add(wait.channel()));
        deliver(namespaceId, touched, lockedRuns, now);
        startRuns(namespaceId, accepted);
        return accepted;
    }

    /** As {@link #acceptAndDeliver}, for those who need to know nothing of what has become of it. */
    public void apply(
            UUID namespaceId,
            Locked locked,
            Collection<EventWait> opened,
            List<NewEvent> emitted,
            Collection<UUID> lockedRuns,
            Instant now) {
        if (!opened.isEmpty() || !emitted.isEmpty()) {
            acceptAndDeliver(namespaceId, locked, opened, emitted, lockedRuns, now);
        }
    }

    /**
     * Locks the channels of those waits of these runs that are over, before the runs are locked.
     *
     * @return the channels
     */
    public Set<Channel> lockChannelsOfDueWaits(UUID namespaceId, Collection<UUID> runIds, Instant now) {
        Set<Channel> due = channels.ofDueWaits(namespaceId, runIds, now);
        if (!due.isEmpty()) {
            channels.lock(namespaceId, due, now);
        }
        return due;
    }

    /**
     * Ends waits of these locked runs that are over: an event that came in time and has not been brought yet goes before the end.
     *
     * @param locked the channels that are locked; waits on others are left for another time
     */
    public void endDueWaits(UUID namespaceId, Collection<UUID> runIds, Set<Channel> locked, Instant now) {
        if (locked.isEmpty()) {
            return;
        }
        endMatched(namespaceId, locked, runIds, now);
        endWithNothing(namespaceId, waits.closeDue(namespaceId, runIds, locked, now), now);
    }

    /** Goes on with events that had more waiting runs than one transaction wakes; returns how many waits it has ended. */
    int spread(UUID namespaceId, Channel channel, Instant now) {
        Set<Channel> spreading = Set.of(channel);
        channels.lock(namespaceId, spreading, now);
        List<UUID> unread = waits.withUnread(namespaceId, channel, RUNS_AT_ONCE + 1);
        if (unread.size() <= RUNS_AT_ONCE) {
            channels.setSpreading(namespaceId, spreading, false);
        }
        List<WakeableRun> waiting = wakes.lock(namespaceId, Set.copyOf(unread));
        return deliver(
                namespaceId, spreading, waiting.stream().map(WakeableRun::runId).toList(), now);
    }

    private List<AcceptedEvent> accept(UUID namespaceId, Locked locked, List<NewEvent> emitted, Instant now) {
        if (emitted.isEmpty()) {
            return List.of();
        }
        Map<Channel, Instant> last = new HashMap<>();
        List<AcceptedEvent> accepted = new ArrayList<>(emitted.size());
        for (NewEvent event : emitted) {
            Instant before = last.getOrDefault(event.channel(), locked.last().get(event.channel()));
            Instant after = before == null || before.isBefore(now) ? now : before.plus(1, ChronoUnit.MICROS);
            last.put(event.channel(), after);
            accepted.add(new AcceptedEvent(event, after));
        }
        channels.advance(namespaceId, last);
        events.insert(namespaceId, accepted);
        return accepted;
    }

    /** Returns how many waits it has ended. */
    private int deliver(UUID namespaceId, Set<Channel> touched, Collection<UUID> lockedRuns, Instant now) {
        if (touched.isEmpty() || lockedRuns.isEmpty()) {
            return 0;
        }
        List<StepRef> ended = endMatched(namespaceId, touched, lockedRuns, now);
        if (!ended.isEmpty()) {
            wakes.wake(
                    namespaceId,
                    wakes.lock(namespaceId, ended.stream().map(StepRef::runId).collect(Collectors.toSet())),
                    now);
        }
        return ended.size();
    }

    /** Ends the waits that have their event, and those for which it came too late: what these do not get is for the next ones. */
    private List<StepRef> endMatched(
            UUID namespaceId, Collection<Channel> touched, Collection<UUID> lockedRuns, Instant now) {
        List<StepRef> ended = new ArrayList<>();
        List<StepRef> over;
        do {
            List<Match> matches = waits.matches(namespaceId, touched, lockedRuns);
            record(
                    namespaceId,
                    matches.stream()
                            .filter(Match::isInTime)
                            .map(Match::delivery)
                            .toList(),
                    now);
            over = matches.stream()
                    .filter(match -> !match.isInTime())
                    .map(match -> match.delivery().step())
                    .toList();
            if (!over.isEmpty()) {
                waits.closeOver(namespaceId, over);
                endWithNothing(namespaceId, over, now);
            }
            matches.forEach(match -> ended.add(match.delivery().step()));
        } while (!over.isEmpty());
        return ended;
    }

    private void record(UUID namespaceId, List<Delivered> delivered, Instant now) {
        if (!delivered.isEmpty()) {
            waits.closeRead(namespaceId, delivered);
            steps.end(namespaceId, delivered.stream().map(Delivered::outcome).toList(), now);
        }
    }

    private void endWithNothing(UUID namespaceId, List<StepRef> over, Instant now) {
        steps.end(
                namespaceId,
                over.stream().map(step -> EndedWait.completed(step, null, null)).toList(),
                now);
    }

    private void startRuns(UUID namespaceId, List<AcceptedEvent> accepted) {
        if (accepted.isEmpty()) {
            return;
        }
        Map<String, List<String>> workflows = subscriptions.of(
                namespaceId,
                accepted.stream().map(event -> event.channel().name()).collect(Collectors.toSet()));
        List<EventStart> wanted = accepted.stream()
                .flatMap(event -> workflows.getOrDefault(event.channel().name(), List.of()).stream()
                        .map(workflow -> EventStart.of(event, workflow)))
                .toList();
        if (!wanted.isEmpty()) {
            List<DerivedStart> runsToStart =
                    wanted.stream().map(EventStart::start).toList();
            runs.start(namespaceId, runsToStart);
            starts.insert(namespaceId, wanted);
        }
    }
}
