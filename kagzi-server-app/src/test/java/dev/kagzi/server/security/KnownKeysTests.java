package dev.kagzi.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.kagzi.protocol.KeyRole;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.signal.Signal.KeysChanged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class KnownKeysTests {

    private static final Instant NOW = Instant.parse("2026-11-02T09:00:00Z");
    private static final int CALLERS = 8;

    private final Secret secret = Secret.random();
    private final KeyRepository repository = mock();
    private final DatabaseClock clock = mock();
    private final CountDownLatch reads = new CountDownLatch(1);
    private final CountDownLatch goesOn = new CountDownLatch(1);
    private final KnownKeys keys = new KnownKeys(repository, clock);

    @BeforeEach
    void setClock() {
        when(clock.now()).thenReturn(NOW);
    }

    @Test
    void oneReadsForAllThatWaitAlthoughKeysChangeMeanwhile() throws Exception {
        when(repository.takenAt(any())).thenAnswer(call -> {
            reads.countDown();
            goesOn.await();
            return List.of(key());
        });
        List<FutureTask<Boolean>> callers = startCallers(() -> keys.find(secret).isPresent());
        keys.onSignal(new KeysChanged());
        goesOn.countDown();

        for (FutureTask<Boolean> caller : callers) {
            assertThat(caller.get()).isTrue();
        }
        verify(repository, times(1)).takenAt(any());
        assertThat(keys.find(secret)).isPresent();
        verify(repository, times(2)).takenAt(any());
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsAskedOnceForAllThatWait() throws Exception {
        when(repository.takenAt(any())).thenAnswer(call -> {
            reads.countDown();
            goesOn.await();
            throw new DataAccessResourceFailureException("gone");
        });
        List<FutureTask<Boolean>> callers = startCallers(() -> {
            try {
                return keys.find(secret).isPresent();
            } catch (DataAccessResourceFailureException | ProblemException e) {
                return false;
            }
        });
        goesOn.countDown();

        for (FutureTask<Boolean> caller : callers) {
            assertThat(caller.get()).isFalse();
        }
        verify(repository, times(1)).takenAt(any());
    }

    /** One that reads, and others that wait for it. */
    private List<FutureTask<Boolean>> startCallers(Callable<Boolean> call) throws InterruptedException {
        List<FutureTask<Boolean>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            FutureTask<Boolean> caller = new FutureTask<>(call);
            Thread thread = new Thread(caller);
            thread.start();
            callers.add(caller);
            if (i == 0) {
                reads.await();
            } else {
                await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
            }
        }
        return callers;
    }

    private Key key() {
        return new Key(
                UUID.randomUUID(),
                "test",
                List.of("default"),
                List.of(KeyRole.CLIENT),
                null,
                NOW,
                List.of(new Key.Taken(secret.hash(), null)));
    }
}
