package dev.kagzi.outbox;

import dev.kagzi.client.Handover.Fate;
import dev.kagzi.client.Sending;
import dev.kagzi.outbox.Delivery.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries what an outbox holds to the server, one after the other in its order, and for as long as it takes. */
final class Courier {

    private static final Logger log = LoggerFactory.getLogger(Courier.class);

    private final Supplier<? extends List<? extends Held>> outbox;
    private final Delivery delivery;
    private final Pace pace;
    private final Outage serverOutage = new Outage(log, "The Kagzi server");
    private final Outage outboxOutage = new Outage(log, "The outbox");
    private final Semaphore bell = new Semaphore(0);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean isLastRound;

    /** @param outbox gives what is to be sent next, the first ones first; empty when there is nothing */
    Courier(Supplier<? extends List<? extends Held>> outbox, Delivery delivery, Pace pace) {
        this.outbox = outbox;
        this.delivery = delivery;
        this.pace = pace;
        this.thread = new Thread(this::run, "kagzi-outbox");
        this.thread.setDaemon(true);
    }

    /** Something that an outbox holds, until it is told what has become of it. */
    interface Held {

        Sending sending();

        /** @param id identity of what the server has now */
        void accepted(UUID id);

        void refused(Fate.Refused how);
    }

    void start() {
        thread.start();
    }

    /** There is something to send. */
    void ring() {
        bell.release();
    }

    /**
     * Carries on until nothing is left, for at most this time, and ends.
     *
     * @return whether it has ended; it may still wait for an answer otherwise
     */
    boolean finish(Duration within) {
        isLastRound = true;
        ring();
        join(within);
        stopped.countDown();
        ring();
        join(Duration.ofSeconds(1));
        return !thread.isAlive();
    }

    private void join(Duration within) {
        try {
            thread.join(Math.max(1, within.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!isStopped()) {
            boolean isLast = isLastRound;
            try {
                runOnce();
                outboxOutage.ends();
            } catch (RuntimeException | Error e) {
                // A thread that ended here would leave everything unsent, and nobody would notice.
                outboxOutage.begins(e + ".");
                log.debug("The outbox failed", e);
            }
            if (isLast) {
                return;
            }
            awaitBell();
        }
    }

    /** Carries all there is. */
    void runOnce() {
        List<? extends Held> next = outbox.get();
        while (!next.isEmpty()) {
            for (Held held : next) {
                if (isStopped()) {
                    return;
                }
                carry(held);
            }
            next = outbox.get();
        }
    }

    private void carry(Held held) {
        Tries tries = new Tries(pace);
        while (!isStopped()) {
            Outcome outcome = delivery.attempt(held.sending());
            if (!(outcome instanceof Outcome.Later later)) {
                serverOutage.ends();
                decide(held, outcome);
                return;
            }
            if (later.isOutage()) {
                serverOutage.begins(later.ifOver().why());
            }
            if (tries.areOverAfter(later)) {
                decide(held, later.ifOver());
                return;
            }
            pause(tries.pauseAfter(later));
        }
    }

    private static void decide(Held held, Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            held.accepted(accepted.id());
        } else if (outcome instanceof Outcome.Refused refused) {
            held.refused(new Fate.Refused(refused.why(), refused.problem()));
        }
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private void pause(Duration pause) {
        try {
            stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // Nobody but finish() ends this thread, and that asks for it otherwise.
            log.debug("Interrupted in a pause", e);
        }
    }

    private void awaitBell() {
        try {
            bell.tryAcquire(pace.floor().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            log.debug("Interrupted while there was nothing to send", e);
        }
        bell.drainPermits();
    }
}
