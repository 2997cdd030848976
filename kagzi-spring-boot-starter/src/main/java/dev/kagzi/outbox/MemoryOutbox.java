package dev.kagzi.outbox;

import dev.kagzi.KagziException;
import dev.kagzi.client.Handover;
import dev.kagzi.client.Handover.Fate;
import dev.kagzi.client.Outbox;
import dev.kagzi.client.OutboxFullException;
import dev.kagzi.client.Sending;
import dev.kagzi.client.ServerApis;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is sent inside transactions in a bounded queue in memory, and sends it in the order of the commits. A place in the queue is
 * taken inside the transaction, so that a full queue fails the call there and not after the commit.
 */
public final class MemoryOutbox implements Outbox, AutoCloseable {

    /** How much may wait to be sent. */
    public static final int CAPACITY = 10_000;

    private static final Logger log = LoggerFactory.getLogger(MemoryOutbox.class);
    private static final Duration LAST_ROUND = Duration.ofSeconds(10);

    private final int capacity;
    private final Semaphore places;
    private final Courier courier;
    private final Duration lastRound;
    private final OpenTransaction.Ending ending = new Ending();
    /** Guarded by itself, as are the two below. */
    private final Queue<HandedOver> queue = new ArrayDeque<>();

    private boolean started;
    private boolean closed;

    /** @param declares whether this application declares a workflow of this name: its worker may be about to offer it */
    public MemoryOutbox(ServerApis server, Predicate<String> declares) {
        this(server, declares, CAPACITY, Pace.DEFAULT, LAST_ROUND);
    }

    MemoryOutbox(ServerApis server, Predicate<String> declares, int capacity, Pace pace, Duration lastRound) {
        this.capacity = capacity;
        this.places = new Semaphore(capacity);
        this.courier = new Courier(this::first, new Delivery(server, declares, pace), pace);
        this.lastRound = lastRound;
    }

    @Override
    public @Nullable Handover take(Sending sending) {
        if (!OpenTransaction.isPresent()) {
            return null;
        }
        requireOpen(sending);
        if (!places.tryAcquire()) {
            throw new OutboxFullException(
                    "No place is left for " + sending + ": " + capacity
                            + " starts and events wait to be sent to the Kagzi server, which may be away. Nothing was taken over:"
                            + " roll the transaction back and try again later. With kagzi.outbox=jdbc the number is not bounded.");
        }
        HandedOver handedOver = new HandedOver(sending);
        try {
            OpenTransaction.add(handedOver, ending);
        } catch (RuntimeException | Error e) {
            places.release();
            throw e;
        }
        return handedOver;
    }

    private void requireOpen(Sending sending) {
        synchronized (queue) {
            if (closed) {
                throw new KagziException("The application is stopping, and " + sending
                        + " would not be sent any more after the commit. Nothing was taken over.");
            }
        }
    }

    /** Places that are taken, by open transactions too. */
    @Override
    public long waiting() {
        return capacity - places.availablePermits();
    }

    private void enqueue(List<HandedOver> sent) {
        synchronized (queue) {
            if (closed) {
                sent.forEach(this::lose);
                return;
            }
            queue.addAll(sent);
            if (!started) {
                started = true;
                courier.start();
            }
        }
        courier.ring();
    }

    private List<Queued> first() {
        synchronized (queue) {
            HandedOver first = queue.peek();
            return first == null ? List.of() : List.of(new Queued(first));
        }
    }

    private void remove(HandedOver first) {
        synchronized (queue) {
            if (queue.remove(first)) {
                places.release();
            }
        }
    }

    /** Sends what is left, for up to 10 s, and logs what is lost after that. */
    @Override
    public void close() {
        synchronized (queue) {
            if (closed) {
                return;
            }
            closed = true;
            if (!started) {
                return;
            }
        }
        courier.finish(lastRound);
        List<HandedOver> lost;
        synchronized (queue) {
            lost = new ArrayList<>(queue);
            queue.clear();
        }
        lost.forEach(this::lose);
    }

    private void lose(HandedOver lost) {
        places.release();
        log.error("Lost, because the application stops and the server does not take it: {}", lost.sending());
        lost.decide(new Fate.Refused("the application that had to send it has stopped", null));
    }

    private final class Ending implements OpenTransaction.Ending {

        @Override
        public void committed(List<HandedOver> sent, int late) {
            sent.forEach(HandedOver::committed);
            enqueue(sent);
        }

        @Override
        public void rolledBack(List<HandedOver> sent) {
            sent.forEach(handedOver -> handedOver.dropped("the transaction was rolled back"));
            places.release(sent.size());
        }

        @Override
        public void unknown(List<HandedOver> sent) {
            for (HandedOver handedOver : sent) {
                log.error(
                        "Not sent, because it is not known whether the transaction was committed: {}",
                        handedOver.sending());
                handedOver.dropped("it is not known whether the transaction was committed");
            }
            places.release(sent.size());
        }
    }

    private final class Queued implements Courier.Held {

        private final HandedOver handedOver;

        Queued(HandedOver handedOver) {
            this.handedOver = handedOver;
        }

        @Override
        public Sending sending() {
            return handedOver.sending();
        }

        @Override
        public void accepted(UUID id) {
            handedOver.accepted(id);
            remove(handedOver);
        }

        @Override
        public void refused(Fate.Refused how) {
            log.error("Lost, because the server refuses it: {}: {}", handedOver.sending(), how.why());
            handedOver.decide(how);
            remove(handedOver);
        }
    }
}
