package dev.kagzi.chaos.load;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Notes when this process did not run for a while: garbage collection, a crowded machine, SIGSTOP. */
final class Pulse {

    private static final long BEAT_MILLIS = 20;
    private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LedgerWriter ledger;
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "pulse");
        thread.setDaemon(true);
        return thread;
    });
    private long lastNanos = System.nanoTime();

    Pulse(LedgerWriter ledger) {
        this.ledger = ledger;
    }

    void start() {
        lastNanos = System.nanoTime();
        beats.scheduleWithFixedDelay(this::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    void stop() {
        beats.shutdownNow();
    }

    private void beat() {
        long now = System.nanoTime();
        if (now - lastNanos > STALL_NANOS) {
            ledger.writeAt(lastNanos, "STALL", now);
        }
        lastNanos = now;
    }
}
