package dev.kagzi.server.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.atMost;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.kagzi.protocol.RunSnapshot;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunResultsTests {

    private static final int WAITING = 100;
    /** One of each thread, and what was left when these were made. */
    private static final int READS = 2 + WAITING / RunReads.RUNS_AT_ONCE;

    private final RunRepository repository = mock();
    private final ResultWaiters waiters = new ResultWaiters(repository);
    private final RunResults results = new RunResults(waiters, repository, mock());
    private final CountDownLatch allAnswered = new CountDownLatch(1);

    @AfterEach
    void destroy() {
        results.destroy();
    }

    private void read(Collection<RunKey> keys, Consumer<Run> found) throws InterruptedException {
        allAnswered.await();
        for (RunKey key : keys) {
            Run run = mock();
            when(run.key()).thenReturn(key);
            found.accept(run);
        }
    }

    @Test
    void thoseWhoAreAnsweredTogetherShareReads() {
        Run unfinished = mock();
        when(repository.find(any(), any())).thenReturn(Optional.of(unfinished));
        doAnswer(call -> {
                    read(call.getArgument(0), call.getArgument(1));
                    return null;
                })
                .when(repository)
                .findAll(any(), any(), any());
        List<CompletableFuture<RunSnapshot>> waiting = IntStream.range(0, WAITING)
                .mapToObj(number -> results.await(new UUID(0, 1), new UUID(0, number), Duration.ofMinutes(1)))
                .toList();
        waiters.answerAll();
        allAnswered.countDown();
        assertThat(waiting).allSatisfy(result -> assertThat(result).succeedsWithin(Duration.ofSeconds(10)));
        // The first looks, and none alone since.
        verify(repository, times(WAITING)).find(any(), any());
        verify(repository, atMost(READS)).findAll(any(), any(), any());
    }
}
