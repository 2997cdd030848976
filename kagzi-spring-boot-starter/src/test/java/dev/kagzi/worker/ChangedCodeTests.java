package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.WorkflowContext;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Code that is changed while its runs wait. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ChangedCodeTests {

    private final List<String> ledger = new CopyOnWriteArrayList<>();
    private final WorkerHarness harness = new WorkerHarness();
    private final FakeServer server = harness.server;

    @AfterEach
    void close() {
        harness.close();
    }

    private void step(WorkflowContext ctx, String name) {
        ctx.step(name, () -> ledger.add(name));
    }

    private FakeRun waitingAt(WorkerHarness.Code code) {
        harness.runs(code).worker.start();
        FakeRun run = harness.start();
        server.await(run, RunStatus.WAITING);
        return run;
    }

    private FakeRun goesOnWith(FakeRun run, WorkerHarness.Code changed, RunStatus end) {
        harness.runs(changed);
        harness.idleFor(Duration.ofDays(1));
        server.await(run, end);
        return run;
    }

    @Test
    void aNewRunTakesTheChangedPathAndSoDoItsReplays() {
        WorkerHarness.Code code = ctx -> {
            if (ctx.changed("check")) {
                step(ctx, "check");
            }
            ctx.sleep("1d");
            if (ctx.changed("check")) {
                step(ctx, "log");
            }
            return null;
        };
        FakeRun run = goesOnWith(waitingAt(code), code, RunStatus.COMPLETED);

        assertThat(ledger).containsExactly("check", "log");
        assertThat(run.steps.get(new StepKey("changes", "check", 1)).kind()).isEqualTo(StepKind.MARKER);
    }

    @Test
    void aRunThatIsBeyondTheChangeKeepsToTheOldPathToItsEnd() {
        FakeRun run = waitingAt(ctx -> {
            step(ctx, "charge");
            ctx.sleep("1d");
            step(ctx, "ship");
            return null;
        });
        goesOnWith(
                run,
                ctx -> {
                    if (ctx.changed("check")) {
                        step(ctx, "check");
                    }
                    step(ctx, "charge");
                    ctx.sleep("1d");
                    if (ctx.changed("check")) {
                        step(ctx, "log");
                    }
                    step(ctx, "ship");
                    return null;
                },
                RunStatus.COMPLETED);

        assertThat(ledger).containsExactly("charge", "ship");
    }

    @Test
    void aRunThatNeedsAttentionIsToldInTheLogWithoutWhatItHasRecorded(CapturedOutput output) {
        FakeRun run = waitingAt(ctx -> {
            ctx.step("charge", String.class, () -> "secret");
            ctx.sleep("1d");
            return null;
        });
        goesOnWith(
                run,
                ctx -> {
                    ctx.step("charge", Integer.class, () -> 1);
                    ctx.sleep("1d");
                    return null;
                },
                RunStatus.NEEDS_ATTENTION);
        // It is told once the worker knows that the server has it.
        server.await(() -> output.toString().contains("needs attention"));
        harness.close();

        assertThat(output)
                .containsPattern("WARN .* needs attention: HISTORY_MISMATCH")
                .doesNotContain("secret");
    }

    @Test
    void aRunThatHasNotComeToTheChangeTakesTheChangedPath() {
        FakeRun run = waitingAt(ctx -> {
            ctx.sleep("1d");
            step(ctx, "ship");
            return null;
        });
        goesOnWith(
                run,
                ctx -> {
                    ctx.sleep("1d");
                    if (ctx.changed("check")) {
                        step(ctx, "check");
                    }
                    step(ctx, "ship");
                    return null;
                },
                RunStatus.COMPLETED);

        assertThat(ledger).containsExactly("check", "ship");
    }

    @Test
    void theChangeCanBeTakenOutAgainWhenNoOldRunIsLeft() {
        FakeRun run = waitingAt(ctx -> {
            if (ctx.changed("check")) {
                step(ctx, "check");
            }
            ctx.sleep("1d");
            return null;
        });
        goesOnWith(
                run,
                ctx -> {
                    step(ctx, "check");
                    ctx.sleep("1d");
                    return null;
                },
                RunStatus.COMPLETED);
        assertThat(ledger).containsExactly("check");
    }

    @Test
    void branchesThatAreBeyondTheChangeKeepToTheOldPathWhoeverAsksFirst() {
        FakeRun run = waitingAt(ctx -> ctx.parallel("items", List.of("a", "b"), item -> {
            if (item.equals("a")) {
                step(ctx, "old " + item);
            }
            ctx.sleep("1d");
            return item;
        }));
        goesOnWith(
                run,
                ctx -> ctx.parallel("items", List.of("a", "b"), item -> {
                    if (item.equals("a")) {
                        step(ctx, ctx.changed("check") ? "new " + item : "old " + item);
                    }
                    ctx.sleep("1d");
                    if (item.equals("b") && ctx.changed("check")) {
                        step(ctx, "new " + item);
                    }
                    ctx.sleep("1h");
                    return item;
                }),
                RunStatus.WAITING);
        harness.idleFor(Duration.ofHours(1));
        server.await(run, RunStatus.COMPLETED);
        assertThat(ledger).startsWith("old a").doesNotContain("new a");
    }

    @Test
    void withoutItTheRunNeedsAttentionBeforeAnythingIsExecuted() {
        FakeRun run = waitingAt(ctx -> {
            step(ctx, "charge");
            ctx.sleep("1d");
            return null;
        });
        goesOnWith(
                run,
                ctx -> {
                    step(ctx, "check");
                    step(ctx, "charge");
                    ctx.sleep("1d");
                    return null;
                },
                RunStatus.NEEDS_ATTENTION);
        assertThat(ledger).containsExactly("charge");
        assertThat(run.failure.message()).contains("'charge'").contains("'check'");
    }

    @Test
    void aResultThatDoesNotFitTheNewTypeIsNamedWithWhatToDo() {
        FakeRun run = waitingAt(ctx -> {
            ctx.step("price", String.class, () -> "a lot");
            ctx.sleep("1d");
            return null;
        });
        goesOnWith(
                run,
                ctx -> {
                    ctx.step("price", Integer.class, () -> 1);
                    ctx.sleep("1d");
                    return null;
                },
                RunStatus.NEEDS_ATTENTION);
        assertThat(run.failure.message())
                .contains("What is recorded of STEP 'price' does not fit the code", "Deploy code whose type takes it");
    }
}
