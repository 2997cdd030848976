package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.AttemptSnapshot;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.RunTransition;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.server.run.RunTimeline;
import dev.kagzi.server.run.TimelineStep;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TimelineTests {

    private static final Instant CREATED = Instant.parse("2026-03-01T12:00:00Z");

    private static Timeline timeline(String failure) {
        RunTransition running = new RunTransition(
                2, RunStatus.PENDING, RunStatus.RUNNING, 1, RunTransition.Actor.WORKER, null, null, at(5));
        TimelineStep step =
                new TimelineStep("", "knock", 1, StepKind.STEP, StepStatus.WAITING, 1, at(10), null, at(500), null);
        AttemptSnapshot attempt = new AttemptSnapshot(
                StepKey.of("knock", 1),
                1,
                at(10),
                at(20),
                new Failure("java.io.IOException", failure, null, null, null, null));
        AttemptSnapshot ofAnother = new AttemptSnapshot(StepKey.of("beyond", 1), 1, at(10), at(20), null);
        return Timeline.of(
                new RunTimeline(run(), at(1_000), List.of(running), List.of(step), List.of(ofAnother, attempt), true));
    }

    private static Instant at(long millis) {
        return CREATED.plusMillis(millis);
    }

    private static RunSnapshot run() {
        return new RunSnapshot(
                new UUID(0, 1),
                "repair",
                1,
                null,
                RunStatus.WAITING,
                null,
                null,
                1,
                0,
                Map.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                CREATED,
                at(5),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    @Test
    void timesCountFromTheBeginningOfTheRun() {
        Timeline timeline = timeline("nobody is there");

        assertThat(timeline.now() - timeline.created()).isEqualTo(1_000);
        assertThat(timeline.transitions().get(0))
                .containsExactly(5L, RunStatus.RUNNING, RunTransition.Actor.WORKER, null);
        assertThat(timeline.texts()).containsExactly("", "knock");
        assertThat(timeline.steps().get(0)).startsWith(0, 1, 1).endsWith(10L, null, 500L, null);
        assertThat(timeline.isCut()).isTrue();
    }

    @Test
    void attemptsNameTheirStepAndSayLittle() {
        assertThat(timeline("nobody is there").attempts())
                .singleElement()
                .isEqualTo(new Object[] {0, 1, 10L, 20L, "IOException: nobody is there"});
        assertThat(timeline("x".repeat(5_000)).attempts().get(0)[4].toString()).hasSize(201);
    }
}
