package dev.kagzi.worker;

import dev.kagzi.protocol.worker.EndedClaim;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.Renew;
import dev.kagzi.protocol.worker.Resolved;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All claims this worker has, and the newest poll they are known up to. */
final class HeldRuns {

    private static final Logger log = LoggerFactory.getLogger(HeldRuns.class);

    private final WorkerClock clock;
    private final Map<UUID, HeldRun> byRunId = new HashMap<>();

    /** News of claims that are not held, each with the newest poll that had been sent when it came: one up to that may bring the claim. */
    private final Map<News, Long> early = new LinkedHashMap<>();

    private long sent;
    private long answered;
    private WorkerClock.@Nullable Timer sweep;
    private long sweepAt;

    HeldRuns(WorkerClock clock) {
        this.clock = clock;
    }

    /**
     * Takes over what a poll brought, in one step with the number of the poll: a renewal that names the number lists the runs too.
     */
    synchronized void take(List<HeldRun> runs, long answeredUpTo) {
        runs.forEach(this::take);
        answered = Math.max(answered, answeredUpTo);
    }

    /** Whether this claim, or a newer one of its run, is known. */
    synchronized boolean knows(UUID runId, long claim) {
        HeldRun held = byRunId.get(runId);
        return held != null && held.claim().claim() >= claim;
    }

    synchronized void remove(HeldRun run) {
        byRunId.remove(run.runId(), run);
    }

    synchronized List<HeldRun> all() {
        return List.copyOf(byRunId.values());
    }

    synchronized Renewal renewal() {
        return new Renewal(List.copyOf(byRunId.values()), answered);
    }

    /** A poll is about to be sent, under a number above all before it. */
    synchronized void sent(long requestId) {
        sent = requestId;
    }

    /**
     * Hands outcomes to the runs that wait for them, and ends exactly the claims that are named; says whether one was news. Answers may
     * overtake each other: what is told of a claim whose own answer is still on the wire is kept for it.
     */
    boolean tell(List<News> told) {
        boolean isNews = false;
        for (News news : ofHeld(told)) {
            HeldRun held = held(news.runId(), news.claim());
            isNews |= held != null && tell(held, news);
        }
        return isNews;
    }

    private boolean tell(HeldRun held, News news) {
        if (news.outcome() != null) {
            return held.history().resolve(news.outcome());
        }
        lose(held, "it was cancelled");
        return true;
    }

    /** What is told, now or earlier, of claims that are held. The rest is kept while a poll may still bring its claim. */
    private synchronized List<News> ofHeld(List<News> told) {
        List<News> ofHeld =
                new ArrayList<>(early.keySet().stream().filter(this::isOfHeld).toList());
        ofHeld.forEach(early::remove);
        for (News news : told) {
            if (isOfHeld(news)) {
                ofHeld.add(news);
            } else {
                early.putIfAbsent(news, sent);
            }
        }
        early.values().removeIf(upTo -> upTo <= answered);
        return ofHeld;
    }

    private boolean isOfHeld(News news) {
        return held(news.runId(), news.claim()) != null;
    }

    /** Ends a claim that is not ours any more. Its slot stays taken until its code has left. */
    void lose(HeldRun run, String reason) {
        log.debug("Stops {}: {}", run, reason);
        remove(run);
        run.lose(reason);
    }

    private synchronized @Nullable HeldRun held(UUID runId, long claim) {
        HeldRun held = byRunId.get(runId);
        return held != null && held.claim().claim() == claim ? held : null;
    }

    private void take(HeldRun run) {
        HeldRun before = byRunId.put(run.runId(), run);
        if (before != null) {
            before.lose("a newer claim of the run has arrived");
        }
        sweepBy(run.deadline());
    }

    /** One timer for all leases, at the earliest end that is known; renewals move the ends, so it looks again. */
    private void sweepBy(long deadline) {
        if (sweep != null && sweepAt - deadline <= 0) {
            return;
        }
        if (sweep != null) {
            sweep.cancel();
        }
        sweepAt = deadline;
        sweep = clock.after(Duration.ofNanos(Math.max(0, deadline - clock.nanoTime())), this::sweep);
    }

    private void sweep() {
        expired().forEach(run -> lose(run, "its lease has run out"));
    }

    private synchronized List<HeldRun> expired() {
        sweep = null;
        List<HeldRun> expired = new ArrayList<>();
        for (HeldRun run : byRunId.values()) {
            if (run.isExpired()) {
                expired.add(run);
            } else {
                sweepBy(run.deadline());
            }
        }
        return expired;
    }

    /** What a renewal is asked for: the claims as they were held when it was made. */
    record Renewal(List<HeldRun> runs, long answered) {

        Renew request() {
            return new Renew(runs.stream().map(HeldRun::runId).toList(), answered);
        }
    }

    /**
     * What the server tells of a claim.
     *
     * @param outcome of an open wait; {@code null} where the claim has ended
     */
    record News(UUID runId, long claim, @Nullable HistoryStep outcome) {

        /** Fails on what makes no sense: an outcome that is missing must not pass for the end of the claim. */
        static List<News> of(List<Resolved> outcomes, List<EndedClaim> ended) {
            return Stream.concat(
                            outcomes.stream()
                                    .map(told -> new News(
                                            told.runId(), told.claim(), Objects.requireNonNull(told.outcome()))),
                            ended.stream().map(told -> new News(told.runId(), told.claim(), null)))
                    .toList();
        }
    }
}
