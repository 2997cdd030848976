package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.worker.WorkerStatus.State;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerPauseTests {

    private final WorkerHarness harness = new WorkerHarness(WorkerExtensions.NONE);

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void aPausedWorkerTakesNothingUntilItIsResumed() {
        harness.runs(ctx -> "done");
        harness.worker.start();
        harness.server.await(harness.start(), RunStatus.COMPLETED);
        harness.worker.pause(true);
        harness.server.await(() ->
                harness.server.polls().get(harness.server.polls().size() - 1).free() == 0);
        FakeRun run = harness.start();
        assertThat(harness.worker.status().state()).isEqualTo(State.PAUSED);
        assertThat(run.status).isEqualTo(RunStatus.PENDING);

        harness.worker.pause(false);
        harness.server.await(run, RunStatus.COMPLETED);
        WorkerStatus status = harness.worker.status();
        assertThat(status.state()).isEqualTo(State.RUNNING);
        assertThat(status.slots()).isEqualTo(4);
        assertThat(status.lastPollAt()).isNotNull();
        assertThat(status.clockSkew()).isBetween(Duration.ofSeconds(-1), Duration.ofSeconds(1));
        assertThat(status.workflows()).containsOnlyKeys("first", "second");
    }
}
