package dev.kagzi.server.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.kagzi.protocol.WorkflowLoad;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.worker.KnownWorkflow;
import dev.kagzi.server.worker.WorkflowRegistry;
import dev.kagzi.server.workflow.WorkflowFigureRepository.Counts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class WorkflowLoadsTests {

    private static final UUID NAMESPACE = new UUID(0, 1);
    /** In the same bin of a map of 16 as the first. */
    private static final UUID OTHER = new UUID(0, 17);

    private final WorkflowRegistry registry = mock();
    private final WorkflowFigureRepository figures = mock();
    private final AtomicLong nanoTime = new AtomicLong();
    private final WorkflowLoads loads = new WorkflowLoads(registry, figures, mock(DatabaseClock.class), nanoTime::get);

    @BeforeEach
    void prepare() {
        when(registry.all(any())).thenReturn(List.of(new KnownWorkflow("order", List.of("order"), 1, 0, null)));
        when(figures.counts(any(), any(), any(), anyInt())).thenReturn(pending(7));
    }

    private static Map<String, Counts> pending(int pending) {
        return Map.of("order", new Counts(pending, 0, 0, 0, 0));
    }

    private int pending() {
        List<WorkflowLoad> counted = loads.of(NAMESPACE);
        return counted.get(0).pending();
    }

    private void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }

    private void verifyCounted(int times) {
        verify(figures, times(times)).counts(eq(NAMESPACE), any(), any(), anyInt());
    }

    @Test
    void aCountIsGoodForAFifthOfASecond() {
        assertThat(pending()).isEqualTo(7);
        pass(Duration.ofMillis(199));
        assertThat(pending()).isEqualTo(7);
        verifyCounted(1);
        pass(Duration.ofMillis(1));
        assertThat(pending()).isEqualTo(7);
        verifyCounted(2);
    }

    @Test
    void aCountThatFailedIsNotRepeatedForASecond() {
        when(figures.counts(any(), any(), any(), anyInt()))
                .thenThrow(new DataAccessResourceFailureException("down"))
                .thenReturn(pending(3));
        for (Duration time : List.of(Duration.ZERO, Duration.ofMillis(999))) {
            pass(time);
            assertThatThrownBy(this::pending).isInstanceOf(DataAccessResourceFailureException.class);
        }
        verifyCounted(1);
        pass(Duration.ofMillis(1));
        assertThat(pending()).isEqualTo(3);
    }

    @Test
    void whoeverComesWhileItIsCountedWaitsForThatCountAndHoldsUpNoOtherNamespace() throws Exception {
        CountDownLatch counting = new CountDownLatch(1);
        CountDownLatch counted = new CountDownLatch(1);
        when(figures.counts(eq(NAMESPACE), any(), any(), anyInt())).thenAnswer(call -> {
            counting.countDown();
            counted.await();
            return pending(7);
        });
        List<CompletableFuture<Integer>> asked = new ArrayList<>();
        asked.add(CompletableFuture.supplyAsync(this::pending, WorkflowLoadsTests::onItsOwn));
        assertThat(counting.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 5; i++) {
            asked.add(CompletableFuture.supplyAsync(this::pending, WorkflowLoadsTests::onItsOwn));
        }
        assertThat(CompletableFuture.supplyAsync(() -> loads.of(OTHER), WorkflowLoadsTests::onItsOwn)
                        .get(10, TimeUnit.SECONDS))
                .hasSize(1);
        counted.countDown();
        for (CompletableFuture<Integer> pending : asked) {
            assertThat(pending.get(10, TimeUnit.SECONDS)).isEqualTo(7);
        }
        verifyCounted(1);
    }

    private static void onItsOwn(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }
}
