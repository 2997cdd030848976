package dev.kagzi.worker;

import dev.kagzi.protocol.worker.Renewed;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the leases of all claims with one request every renew interval, and earlier where a lease is short, until the last claim
 * has ended, also while the worker drains.
 */
final class LeaseRenewer {

    private static final Logger log = LoggerFactory.getLogger(LeaseRenewer.class);

    /** Until the session says how often. */
    private static final Duration FIRST = Duration.ofMillis(500);

    /** A renewal that hangs must not keep the next one from being tried. */
    private static final int MAX_ON_THEIR_WAY = 3;

    private final WorkerConnection connection;
    private final HeldRuns held;
    private final RunPoller poller;
    private final AtomicInteger onTheirWay = new AtomicInteger();
    private final AtomicBoolean isConfirming = new AtomicBoolean();
    private volatile boolean stopped;
    private long newestSentAt;

    LeaseRenewer(WorkerConnection connection, HeldRuns held, RunPoller poller) {
        this.connection = connection;
        this.held = held;
        this.poller = poller;
        this.newestSentAt = connection.clock().nanoTime();
    }

    void start() {
        renewAfter(connection.session().renewInterval().orElse(FIRST));
    }

    void stop() {
        stopped = true;
    }

    /**
     * Looks after the lease of a claim that has just been taken. The server gives a short one to a worker that it has not heard of for
     * a while: such a claim is renewed before it ends, if it is still held then.
     */
    void taken(HeldRun run) {
        Duration left = Duration.ofNanos(run.deadline() - connection.clock().nanoTime());
        Duration interval = connection.session().renewInterval().orElse(FIRST);
        boolean isShort = left.compareTo(interval.multipliedBy(2)) < 0;
        if (isShort && isConfirming.compareAndSet(false, true)) {
            connection.clock().after(left.dividedBy(3), () -> {
                isConfirming.set(false);
                renewHeld();
            });
        }
    }

    private void renewAfter(Duration pause) {
        connection.clock().after(pause, () -> {
            if (!stopped) {
                start();
                renewHeld();
            }
        });
    }

    private void renewHeld() {
        if (!stopped && !held.all().isEmpty() && onTheirWay.get() < MAX_ON_THEIR_WAY) {
            onTheirWay.incrementAndGet();
            send(1);
        }
    }

    private void send(int tries) {
        try {
            connection.requests().execute(() -> renew(tries));
        } catch (RejectedExecutionException e) {
            // The worker has stopped between the timer and now: there is nothing left to renew.
            onTheirWay.decrementAndGet();
        }
    }

    private void renew(int tries) {
        try {
            renew();
            onTheirWay.decrementAndGet();
        } catch (RuntimeException | Error e) {
            log.debug("A renewal failed at try {}", tries, e);
            renewAgain(tries);
        }
    }

    private void renewAgain(int tries) {
        if (stopped || tries >= MAX_ON_THEIR_WAY || held.all().isEmpty()) {
            onTheirWay.decrementAndGet();
        } else {
            connection.clock().after(connection.backoff().after(tries), () -> send(tries + 1));
        }
    }

    /** Whether no renewal that was sent later has been answered: what an older one says of a drain is out of date. */
    private synchronized boolean isNewest(long sentAt) {
        boolean isNewest = sentAt - newestSentAt >= 0;
        newestSentAt = isNewest ? sentAt : newestSentAt;
        return isNewest;
    }

    private void renew() {
        HeldRuns.Renewal renewal = held.renewal();
        AtomicLong sentAt = new AtomicLong();
        Renewed renewed = connection.session().call(workerId -> {
            sentAt.set(connection.clock().nanoTime());
            return connection.session().renew(workerId, renewal.request());
        });
        long deadline = sentAt.get() + renewed.leaseFor().toNanos();
        Set<UUID> lost = new HashSet<>();
        renewed.lost().forEach(run -> lost.add(run.runId()));
        for (HeldRun run : renewal.runs()) {
            if (!lost.contains(run.runId())) {
                run.extend(deadline);
            } else if (!run.isLeaving()) {
                held.lose(run, "the server says that the lease is lost");
            }
        }
        held.tell(HeldRuns.News.of(renewed.resolved(), renewed.cancel()));
        if (isNewest(sentAt.get())) {
            poller.drain(Boolean.TRUE.equals(renewed.drain()));
        }
    }
}
