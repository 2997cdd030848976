package dev.kagzi.worker;

import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import dev.kagzi.microbenchmark.Receipt;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.HistoryStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** One step after the other. The body of none may be entered. */
@Workflow(name = ManySteps.NAME)
class ManySteps {

    static final String NAME = "many-steps";

    private static final String STEP = "charge";

    public long run(int steps, WorkflowContext ctx) {
        long cents = 0;
        for (int step = 1; step <= steps; step++) {
            cents += ctx.step(STEP, Receipt.class, ManySteps::entered).cents();
        }
        return cents;
    }

    private static Receipt entered() {
        throw new IllegalStateException("A step whose result is recorded was executed again.");
    }

    /** A run that has come to its last step, claimed again. */
    static ClaimedRun claimed(int steps) {
        return new ClaimedRun(
                new UUID(0, 1),
                2,
                "2-token",
                Duration.ofSeconds(30),
                NAME,
                1,
                Payload.of(String.valueOf(steps)),
                1,
                null,
                null,
                Map.of(),
                null,
                Instant.EPOCH,
                null,
                null,
                null,
                history(steps),
                null);
    }

    private static List<HistoryStep> history(int steps) {
        return IntStream.rangeClosed(1, steps)
                .mapToObj(step -> new HistoryStep(
                        StepKey.of(STEP, step),
                        step,
                        StepKind.STEP,
                        StepStatus.COMPLETED,
                        Receipt.payload(step),
                        null,
                        1,
                        null,
                        null))
                .toList();
    }
}
