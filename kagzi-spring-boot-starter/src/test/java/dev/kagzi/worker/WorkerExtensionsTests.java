package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.Retry;
import dev.kagzi.RetryAfterException;
import dev.kagzi.StepContext;
import dev.kagzi.StepFailedException;
import dev.kagzi.protocol.RunStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

@Timeout(60)
class WorkerExtensionsTests {

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private WorkerHarness harness = new WorkerHarness(WorkerExtensions.NONE);

    @AfterEach
    void close() {
        harness.close();
    }

    private FakeRun run(WorkerExtensions extensions, WorkerHarness.Code code) {
        harness.close();
        harness = new WorkerHarness(extensions);
        FakeRun run = harness.runs(code).start();
        harness.worker.start();
        return run;
    }

    private WorkerExtensions interceptors(StepInterceptor... interceptors) {
        return new WorkerExtensions(List.of(interceptors), List.of(), List.of());
    }

    private StepInterceptor noting(String name) {
        return attempt -> {
            heard.add(
                    name + " before " + attempt.step() + " " + attempt.context().attempt());
            try {
                return attempt.proceed();
            } finally {
                heard.add(name + " after");
            }
        };
    }

    @Test
    void interceptorsStandAroundEachAttemptTheFirstOutermost() {
        FakeRun run = run(
                interceptors(noting("outer"), noting("inner")),
                ctx -> ctx.step("pay").returns(String.class).run(() -> {
                    heard.add("body");
                    if (StepContext.current().attempt() == 1) {
                        throw new RetryAfterException("busy", Duration.ofMinutes(5));
                    }
                    return "paid";
                }));
        harness.server.await(run, RunStatus.WAITING);
        harness.idleFor(Duration.ofMinutes(5));
        harness.server.await(run, RunStatus.COMPLETED);
        assertThat(heard)
                .containsExactly(
                        "outer before pay 1",
                        "inner before pay 1",
                        "body",
                        "inner after",
                        "outer after",
                        "outer before pay 2",
                        "inner before pay 2",
                        "body",
                        "inner after",
                        "outer after");
    }

    @Test
    void aReplayedStepIsNotIntercepted() {
        FakeRun run = run(interceptors(noting("it")), ctx -> {
            String paid = ctx.step("pay", String.class, () -> "paid");
            ctx.sleep("night", "24h");
            return paid;
        });
        harness.server.await(run, RunStatus.WAITING);
        harness.idleFor(Duration.ofHours(24));
        harness.server.await(run, RunStatus.COMPLETED);
        assertThat(heard).containsExactly("it before pay 1", "it after");
    }

    @Test
    void whatAnInterceptorThrowsIsTheFailureOfTheAttempt() {
        StepInterceptor refusing = attempt -> {
            throw new IllegalStateException("refused");
        };
        FakeRun run = run(interceptors(refusing), ctx -> {
            try {
                return ctx.step("pay").retry(Retry.none()).returns(String.class).run(() -> "paid");
            } catch (StepFailedException e) {
                return e.getMessage();
            }
        });
        harness.server.await(run, RunStatus.COMPLETED);
        assertThat(String.valueOf(run.output)).contains("refused");
    }

    @Test
    void whatAnInterceptorReturnsIsTheResult() {
        StepInterceptor changing = attempt -> attempt.proceed() + "!";
        FakeRun run = run(interceptors(changing), ctx -> ctx.step("pay", String.class, () -> "paid"));
        harness.server.await(run, RunStatus.COMPLETED);
        assertThat(run.output).hasToString("\"paid!\"");
    }

    @Test
    void listenersHearEachExecutionAndCannotHarmIt() {
        RunListener failing = new RunListener() {
            @Override
            public void onExecutionStarted(ExecutedRun run) {
                throw new IllegalStateException("of the listener's own");
            }
        };
        RunListener noting = new RunListener() {
            @Override
            public void onExecutionStarted(ExecutedRun run) {
                heard.add("started " + run.workflow());
            }

            @Override
            public void onExecutionEnded(ExecutedRun run, RunOutcome outcome) {
                heard.add(outcome.name());
            }
        };
        FakeRun run = run(new WorkerExtensions(List.of(), List.of(failing, noting), List.of()), ctx -> {
            ctx.sleep("night", "24h");
            return "done";
        });
        harness.server.await(run, RunStatus.WAITING);
        harness.idleFor(Duration.ofHours(24));
        harness.server.await(run, RunStatus.COMPLETED);
        harness.drain();
        assertThat(heard).containsExactly("started first", "WAITING", "started first", "COMPLETED");
    }

    @Test
    void aRenewalThatOvertakesTheReplyToTheLastReportMakesNothingLost() {
        RunListener noting = new RunListener() {
            @Override
            public void onExecutionEnded(ExecutedRun run, RunOutcome outcome) {
                heard.add(outcome.name());
            }
        };
        harness.close();
        harness = new WorkerHarness(new WorkerExtensions(List.of(), List.of(noting), List.of()));
        harness.server.holdReplies(true);
        FakeRun run = harness.start();
        harness.worker.start();
        harness.server.await(run, RunStatus.COMPLETED);

        harness.clock.advance(WorkerHarness.FIRST_RENEWAL);
        harness.server.await(() -> harness.server.renewals().size() == 1);
        harness.clock.advance(FakeServer.RENEW_INTERVAL);
        harness.server.await(() -> harness.server.renewals().size() == 2);
        harness.server.holdReplies(false);
        harness.drain();
        assertThat(heard).containsExactly("COMPLETED");
    }

    @Test
    void whatStandsAroundARunAndFailsKeepsItNeitherFromHappeningNorFromEnding() {
        RunAround neverEnters = (run, execution) -> {
            throw new IllegalStateException("before");
        };
        RunAround swallows = (run, execution) -> RunOutcome.DROPPED;
        RunAround failsAfterwards = (run, execution) -> {
            heard.add("left as " + execution.get());
            throw new IllegalStateException("after");
        };
        RunListener noting = new RunListener() {
            @Override
            public void onExecutionEnded(ExecutedRun run, RunOutcome outcome) {
                heard.add(outcome.name());
            }
        };
        FakeRun run = run(
                new WorkerExtensions(
                        List.of(), List.of(noting), List.of(neverEnters, swallows, failsAfterwards, neverEnters)),
                ctx -> {
                    heard.add("code");
                    return "done";
                });
        harness.server.await(run, RunStatus.COMPLETED);
        harness.drain();
        assertThat(heard).containsExactly("code", "COMPLETED", "left as COMPLETED");
        assertThat(harness.worker.held().all()).isEmpty();
    }

    @Test
    void linesOfARunSayWhichRunTheyBelongTo() {
        FakeRun run = run(WorkerExtensions.NONE, ctx -> {
            MDC.put("own", "kept");
            heard.add(entries());
            ctx.step("pay", String.class, () -> {
                heard.add(entries());
                return "paid";
            });
            heard.add(entries());
            return "done";
        });
        harness.server.await(run, RunStatus.COMPLETED);
        String outside = "{kagzi.namespace=default, kagzi.run=" + run.runId + ", kagzi.workflow=first, own=kept}";
        assertThat(heard)
                .containsExactly(
                        outside,
                        "{kagzi.attempt=1, kagzi.namespace=default, kagzi.run=" + run.runId
                                + ", kagzi.step=pay, kagzi.workflow=first, own=kept}",
                        outside);
    }

    private static String entries() {
        Map<String, String> entries = MDC.getCopyOfContextMap();
        return new TreeMap<>(entries == null ? Map.of() : entries).toString();
    }
}
