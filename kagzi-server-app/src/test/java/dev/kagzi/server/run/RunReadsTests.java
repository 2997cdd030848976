package dev.kagzi.server.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.kagzi.server.problem.ProblemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessResourceFailureException;

class RunReadsTests {

    private static final RunKey MISSING = key(1_000);
    private static final RunKey SPOILED = key(1_001);
    private static final RunKey DOWN = key(1_002);
    private static final RunKey BROKEN = key(1_003);

    private final RunRepository repository = mock();
    /** What the threads have to do, as long as they are busy. */
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    private final RunReads reads = new RunReads(repository, tasks::add);
    private final List<Integer> sizes = new ArrayList<>();

    private static RunKey key(int number) {
        return new RunKey(new UUID(0, 1), new UUID(0, number));
    }

    @BeforeEach
    void prepare() {
        doAnswer(call -> {
                    read(call.getArgument(0), call.getArgument(1), call.getArgument(2));
                    return null;
                })
                .when(repository)
                .findAll(any(), any(), any());
    }

    private void read(Collection<RunKey> keys, Consumer<Run> found, BiConsumer<RunKey, RuntimeException> unreadable) {
        sizes.add(keys.size());
        if (keys.contains(DOWN)) {
            throw new DataAccessResourceFailureException("down");
        }
        if (keys.contains(BROKEN)) {
            throw new StackOverflowError();
        }
        for (RunKey key : keys) {
            if (key.equals(SPOILED)) {
                unreadable.accept(key, new IllegalStateException("spoiled"));
            } else if (!key.equals(MISSING)) {
                Run run = mock();
                when(run.key()).thenReturn(key);
                found.accept(run);
            }
        }
    }

    static List<RunKey> failingReads() {
        return List.of(DOWN, BROKEN);
    }

    private void work() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void thoseWhoComeWhileThreadsAreBusyShareARead() {
        List<CompletableFuture<Run>> asked = IntStream.range(0, 2 * RunReads.RUNS_AT_ONCE + 1)
                .mapToObj(number -> reads.read(key(number)))
                .toList();
        work();
        assertThat(sizes).containsExactly(RunReads.RUNS_AT_ONCE, RunReads.RUNS_AT_ONCE, 1);
        assertThat(asked)
                .extracting(run -> run.join().key().runId().getLeastSignificantBits())
                .containsExactlyElementsOf(
                        IntStream.range(0, asked.size()).mapToObj(Long::valueOf).toList());
    }

    @Test
    void manyWhoWantTheSameRunReadItOnce() {
        CompletableFuture<Run> first = reads.read(key(1));
        CompletableFuture<Run> second = reads.read(key(1));
        work();
        assertThat(sizes).containsExactly(1);
        assertThat(first.join()).isSameAs(second.join());
    }

    @Test
    void eachFailsForItself() {
        CompletableFuture<Run> missing = reads.read(MISSING);
        CompletableFuture<Run> spoiled = reads.read(SPOILED);
        CompletableFuture<Run> good = reads.read(key(1));
        work();
        assertThat(good).isCompleted();
        assertThatThrownBy(missing::join)
                .hasCauseInstanceOf(ProblemException.class)
                .hasMessageContaining("RUN_NOT_FOUND");
        assertThatThrownBy(spoiled::join).hasRootCauseMessage("spoiled");
    }

    @ParameterizedTest
    @MethodSource("failingReads")
    void aReadThatFailsDoesSoForThoseWhoShareIt(RunKey failing) {
        Set<CompletableFuture<Run>> both = Set.of(reads.read(failing), reads.read(key(1)));
        work();
        assertThat(both).allSatisfy(run -> assertThat(run).isCompletedExceptionally());
    }
}
