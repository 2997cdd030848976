package dev.kagzi.server.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.settings.ServerSettings;
import dev.kagzi.server.signal.Signal.WorkflowsChanged;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class WorkflowRegistryTests {

    private static final UUID NAMESPACE = new UUID(0, 1);

    private final WorkflowRepository repository = mock();
    private final DatabaseClock clock = mock();
    private final AtomicLong nanoTime = new AtomicLong();
    private final WorkflowRegistry registry = registry(true);

    private WorkflowRegistry registry(boolean notifying) {
        return new WorkflowRegistry(
                repository,
                clock,
                new ServerSettings(Duration.ofSeconds(30), null, DataSize.ofMegabytes(1), 20_000, notifying),
                nanoTime::get);
    }

    @BeforeEach
    void declare() {
        when(repository.load(eq(NAMESPACE), any(), any()))
                .thenReturn(Map.of("order", new KnownWorkflow("order", List.of("order"), 1, 0, null)));
    }

    @Test
    void anyNumberOfUnknownNamesCostOneLook() {
        assertThat(registry.findAll(NAMESPACE, Set.of("a", "order", "b", "c"))).containsOnlyKeys("order");
        verify(repository, times(1)).load(any(), any(), any());
    }

    @Test
    void anyNumberOfCallersWhoComeDuringALookShareTheNextOne() throws InterruptedException {
        CountDownLatch looking = new CountDownLatch(1);
        when(repository.load(eq(NAMESPACE), any(), any())).thenAnswer(look -> {
            looking.await();
            return Map.of();
        });
        List<Thread> callers = IntStream.range(0, 20)
                .mapToObj(i -> new Thread(() -> registry.find(NAMESPACE, "new")))
                .toList();
        start(callers);
        looking.countDown();
        for (Thread caller : callers) {
            caller.join();
        }

        verify(repository, times(2)).load(any(), any(), any());
    }

    @Test
    void whatGoesWrongWithALookIsSharedToo() throws InterruptedException {
        CountDownLatch looking = new CountDownLatch(1);
        IllegalStateException away = new IllegalStateException("away");
        when(repository.load(eq(NAMESPACE), any(), any())).thenAnswer(look -> {
            looking.await();
            throw away;
        });
        Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
        List<Thread> callers = IntStream.range(0, 20)
                .mapToObj(i -> new Thread(() -> {
                    try {
                        registry.find(NAMESPACE, "new");
                    } catch (RuntimeException e) {
                        thrown.add(e);
                    }
                }))
                .toList();
        start(callers);
        looking.countDown();
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(thrown).hasSize(20).containsOnly(away);
        verify(repository, times(2)).load(any(), any(), any());
    }

    /** Returns once all of them wait. */
    private static void start(List<Thread> callers) {
        callers.forEach(Thread::start);
        while (!callers.stream().allMatch(caller -> caller.getState() == Thread.State.WAITING)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void knownNamesCostNone() {
        registry.all(NAMESPACE);
        assertThat(registry.findAll(NAMESPACE, Set.of("order"))).containsKey("order");
        assertThat(registry.find(NAMESPACE, "order")).isPresent();
        verify(repository, times(1)).load(any(), any(), any());
    }

    @Test
    void aLookThatMayHaveMissedAChangeIsNotKept() {
        when(repository.load(eq(NAMESPACE), any(), any())).thenAnswer(look -> {
            registry.onSignal(new WorkflowsChanged(NAMESPACE));
            return Map.of("order", new KnownWorkflow("order", List.of("order"), 1, 0, null));
        });
        registry.find(NAMESPACE, "order");
        registry.find(NAMESPACE, "order");
        verify(repository, times(2)).load(any(), any(), any());
    }

    @Test
    void whatHasChangedSinceIsLookedUpAnew() {
        registry.find(NAMESPACE, "order");
        registry.onSignal(new WorkflowsChanged(new UUID(0, 2)));
        registry.find(NAMESPACE, "order");
        verify(repository, times(1)).load(any(), any(), any());

        registry.onSignal(new WorkflowsChanged(NAMESPACE));
        registry.find(NAMESPACE, "order");
        verify(repository, times(2)).load(any(), any(), any());
    }

    @ParameterizedTest
    @CsvSource({"true,5", "false,1"})
    void isKeptForLongerWhereServersTellOfChanges(boolean notifying, int seconds) {
        WorkflowRegistry kept = registry(notifying);
        kept.find(NAMESPACE, "order");
        nanoTime.addAndGet(Duration.ofSeconds(seconds).toNanos() - 1);
        kept.find(NAMESPACE, "order");
        verify(repository, times(1)).load(any(), any(), any());

        nanoTime.incrementAndGet();
        kept.find(NAMESPACE, "order");
        verify(repository, times(2)).load(any(), any(), any());
    }
}
