package dev.kagzi.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.signal.Signal.RunChanged;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunWatchTests {

    private static final RunKey KEY = new RunKey(new UUID(0, 1), new UUID(0, 2));

    private final BlockingQueue<Set<RunKey>> looks = new LinkedBlockingQueue<>();
    private final AtomicInteger number = new AtomicInteger();
    private final RunWatch<String> watch = new RunWatch<>("test", this::fail);

    private void fail(Set<RunKey> keys) {
        looks.add(Set.copyOf(keys));
        if (number.incrementAndGet() == 1) {
            throw new StackOverflowError();
        }
        throw new IllegalStateException("Look " + number + " fails");
    }

    @AfterEach
    void stop() {
        watch.stop();
    }

    @Test
    void aLookThatFailsIsNotTheLast() throws InterruptedException {
        watch.add(KEY, "somebody");
        watch.start();
        watch.onSignal(new RunChanged(KEY.namespaceId(), KEY.runId()));
        // The second one is that of every second.
        for (int look = 1; look <= 2; look++) {
            assertThat(looks.poll(10, TimeUnit.SECONDS)).containsExactly(KEY);
        }
        watch.onSignal(new RunChanged(KEY.namespaceId(), KEY.runId()));
        assertThat(looks.poll(10, TimeUnit.SECONDS)).containsExactly(KEY);
    }
}
