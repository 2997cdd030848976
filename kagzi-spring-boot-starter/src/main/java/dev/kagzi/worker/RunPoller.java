package dev.kagzi.worker;

import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.worker.HeldRuns.News;
import dev.kagzi.worker.OpenPolls.OpenPoll;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one poll open with the server. A newer one is sent only when it lets in what the open one keeps out; a poll whose
 * answer got lost is asked again under its own number, so that the same runs come.
 */
final class RunPoller {

    private static final Logger log = LoggerFactory.getLogger(RunPoller.class);

    /** How long few free places wait for more. */
    private static final Duration GATHER = Duration.ofMillis(5);

    /** How long the next poll waits when one was answered at once and brought nothing. */
    private static final Duration IDLE = Duration.ofMillis(100);

    /** Less than a half of all places are few. */
    private static final int FEW = 2;

    /** So few places make no requests that would be worth waiting for. */
    private static final int SMALL = 4;

    private final WorkerSession session;
    private final WorkerClock clock;
    private final Executor requests;
    private final Backoff backoff;
    private final Slots slots;
    private final HeldRuns held;
    private final Consumer<HeldRun> executor;
    private final OpenPolls open = new OpenPolls();
    private final CompletableFuture<Void> quiet = new CompletableFuture<>();
    private final AtomicBoolean looksSoon = new AtomicBoolean();
    private boolean gathering;
    private boolean drains;
    private boolean paused;
    private volatile @Nullable Instant lastAnswerAt;
    private volatile boolean stopped;

    RunPoller(WorkerConnection connection, Slots slots, HeldRuns held, Consumer<HeldRun> executor) {
        this.session = connection.session();
        this.clock = connection.clock();
        this.requests = connection.requests();
        this.backoff = connection.backoff();
        this.slots = slots;
        this.held = held;
        this.executor = executor;
    }

    /** Looks whether a poll should be sent: at the start, after an answer, and when a place has become free. */
    void look() {
        look(false);
    }

    /** A place has become free; of many that become free together one is looked at. */
    void lookSoon() {
        if (!stopped && looksSoon.compareAndSet(false, true)) {
            inBackground(() -> {
                looksSoon.set(false);
                look(false);
            });
        }
    }

    /** Does something on a thread of its own; where none can be started, a moment later. */
    private void inBackground(Runnable task) {
        try {
            requests.execute(task);
        } catch (RuntimeException | Error e) {
            log.error("No thread could be started to ask for runs; it is tried again", e);
            clock.after(IDLE, () -> inBackground(task));
        }
    }

    /** Sends no further poll for runs and ends the open one; complete when none is on the wire any more. */
    synchronized CompletableFuture<Void> stop() {
        stopped = true;
        if (open.askForRuns()) {
            send(slots.free(List.of()).none(), true);
        } else {
            quiet.complete(null);
        }
        return quiet;
    }

    /** The server asks the worker to take no further runs, or does not ask any more. */
    synchronized void drain(boolean asked) {
        if (asked && !drains) {
            log.info("The server asks this worker to take no further runs; it finishes what it holds.");
        }
        boolean lifted = drains && !asked;
        drains = asked;
        if (lifted) {
            // The open poll asks for nothing, and may wait for long.
            look(false);
        }
    }

    synchronized boolean isDraining() {
        return drains;
    }

    synchronized boolean isPaused() {
        return paused;
    }

    @Nullable Instant lastAnswerAt() {
        return lastAnswerAt;
    }

    /** Asks for no runs until it is told otherwise; a poll that asks for some is ended by one that does not. */
    void pause(boolean asked) {
        synchronized (this) {
            paused = asked;
            if (asked && !stopped && open.askForRuns()) {
                send(slots.free(List.of()).none(), false);
            }
        }
        look();
    }

    private synchronized void look(boolean gathered) {
        if (stopped || open.isFull()) {
            return;
        }
        Slots.Offer free = slots.free(open.offers());
        Slots.Offer offer = drains || paused ? free.none() : free;
        if (!open.leaveRoomFor(offer)) {
            return;
        }
        boolean few = offer.free() > 0 && offer.free() * FEW < slots.total() && slots.total() > SMALL;
        if (few && !gathered) {
            lookAfter(GATHER);
        } else {
            send(offer, false);
        }
    }

    private void lookAfter(Duration pause) {
        if (gathering) {
            return;
        }
        gathering = true;
        clock.after(pause, () -> {
            synchronized (this) {
                gathering = false;
            }
            look(true);
        });
    }

    private void send(Slots.Offer offer, boolean isLast) {
        OpenPoll poll = open.add(offer, isLast);
        held.sent(poll.requestId());
        inBackground(() -> ask(poll, 1));
    }

    private void ask(OpenPoll poll, int tries) {
        AtomicLong sentAt = new AtomicLong();
        Brought brought;
        try {
            brought = session.call(workerId -> {
                sentAt.set(clock.nanoTime());
                PollAnswer answer = session.api().poll(workerId, poll.request(session.longestPoll()));
                return new Brought(answer, claims(answer, sentAt.get()), News.of(answer.resolved(), answer.cancel()));
            });
        } catch (RuntimeException e) {
            askAgain(poll, tries);
            return;
        } catch (Error e) {
            log.error("The worker failed in a poll, and asks again", e);
            askAgain(poll, tries);
            return;
        }
        answered(poll, brought, sentAt.get());
    }

    private void close(OpenPoll poll) {
        open.remove(poll);
        if (stopped && !open.askForRuns()) {
            quiet.complete(null);
        }
    }

    private synchronized void askAgain(OpenPoll poll, int tries) {
        if (stopped) {
            close(poll);
        } else {
            clock.after(backoff.after(tries), () -> inBackground(() -> ask(poll, tries + 1)));
        }
    }

    private void answered(OpenPoll poll, Brought brought, long sentAt) {
        PollAnswer answer = brought.answer();
        lastAnswerAt = clock.now();
        List<HeldRun> runs;
        synchronized (this) {
            runs = brought.claims().stream().filter(this::isFresh).toList();
            runs.forEach(run -> slots.take(run.claim().workflow()));
            held.take(runs, open.answeredUpTo(poll));
            close(poll);
            drain(Boolean.TRUE.equals(answer.drain()));
        }
        // Before they are executed: one of them may have been cancelled meanwhile.
        boolean news = held.tell(brought.news());
        runs.forEach(executor);
        lookAgain(news || !runs.isEmpty(), sentAt);
    }

    /** Outcomes are repeated until a report shows them taken: who has heard them must not ask in a circle. */
    private void lookAgain(boolean news, long sentAt) {
        if (!news && clock.nanoTime() - sentAt < IDLE.toNanos()) {
            synchronized (this) {
                lookAfter(IDLE);
            }
        } else {
            look(false);
        }
    }

    /** The claims as they are held here. */
    private List<HeldRun> claims(PollAnswer answer, long sentAt) {
        return answer.runs().stream()
                .map(claimed -> new HeldRun(claimed, sentAt + claimed.leaseFor().toNanos(), clock))
                .toList();
    }

    /** Whether the claim is news, and its lease did not run out on the way. */
    private boolean isFresh(HeldRun run) {
        return !run.isExpired() && !held.knows(run.runId(), run.claim().claim());
    }

    /** An answer and what it means here; one that cannot be understood counts as none. */
    private record Brought(PollAnswer answer, List<HeldRun> claims, List<News> news) {}
}
