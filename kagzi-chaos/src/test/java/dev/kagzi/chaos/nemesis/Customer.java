package dev.kagzi.chaos.nemesis;

import dev.kagzi.KagziException;
import dev.kagzi.chaos.load.Load;
import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Run;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Starts and restarts one run after the other and waits for each result, as an application would; notes how long that took. */
final class Customer implements Runnable {

    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final long BETWEEN_MILLIS = 150;

    /** A run with what its customer had to wait for it. */
    record Served(String runId, Duration took) {}

    private final KagziClient kagzi;
    private final Queue<Served> served = new ConcurrentLinkedQueue<>();
    private final Queue<KagziException> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    Customer(KagziClient kagzi) {
        this.kagzi = kagzi;
    }

    @Override
    public void run() {
        while (!ended) {
            try {
                Run<?> run = serve(() -> kagzi.start(Load.QUICK, Map.of("number", NUMBERS.incrementAndGet()))
                        .send());
                serve(run::restart);
            } catch (KagziException e) {
                failures.add(e);
            }
            Pause.millis(BETWEEN_MILLIS);
        }
    }

    private Run<?> serve(Supplier<Run<?>> request) {
        long began = System.nanoTime();
        Run<?> run = request.get();
        run.result(Duration.ofSeconds(30));
        served.add(new Served(run.runId(), Duration.ofNanos(System.nanoTime() - began)));
        return run;
    }

    void end() {
        ended = true;
    }

    Queue<Served> served() {
        return served;
    }

    Queue<KagziException> failures() {
        return failures;
    }
}
