package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.NonRetryableException;
import dev.kagzi.Step;
import dev.kagzi.StepContext;
import dev.kagzi.StepFailedException;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import dev.kagzi.autoconfigure.KagziDefinitionAutoConfiguration;
import dev.kagzi.definition.WorkflowDefinitions;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.serialization.BoundCodec;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.serialization.PayloadPlace;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.annotation.AliasFor;
import tools.jackson.databind.json.JsonMapper;

/** Runs that are undone, by the code of an enhanced bean. */
@Timeout(60)
class CompensationTests {

    private static final List<String> LEDGER = new CopyOnWriteArrayList<>();

    /** What the bodies of these steps do: throw once, or for good. */
    private static final Set<String> FAIL_ONCE = ConcurrentHashMap.newKeySet();

    private static final Set<String> FAIL = ConcurrentHashMap.newKeySet();

    private static volatile Runnable interference = () -> {};

    private final ManualClock clock = new ManualClock();
    private final FakeServer server = new FakeServer(clock);
    private PayloadMapper mapper = new PayloadMapper(JsonMapper.shared());

    @AfterEach
    void forget() {
        LEDGER.clear();
        FAIL_ONCE.clear();
        FAIL.clear();
        interference = () -> {};
    }

    private FakeRun execute(String workflow, RunStatus end, Consumer<FakeRun> meanwhile) {
        FakeRun[] run = new FakeRun[1];
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(KagziDefinitionAutoConfiguration.class))
                .withBean(Trips.class)
                .run(context -> {
                    WorkerSettings settings = new WorkerSettings(4, List.of(), Duration.ZERO, Duration.ofSeconds(2));
                    Worker.Application application = new Worker.Application(
                            new WorkerIdentity("test", null, "default"),
                            OfferedWorkflows.of(context.getBean(WorkflowDefinitions.class), settings),
                            mapper,
                            context,
                            WorkerExtensions.NONE);
                    Worker worker = new Worker(server, application, settings, clock, WorkerThreads.create(4));
                    run[0] = server.start(workflow, "\"Rome\"");
                    worker.start();
                    meanwhile.accept(run[0]);
                    while (!server.awaitBriefly(() -> run[0].status == end)) {
                        clock.passShortPauses();
                    }
                    server.shutdown();
                    WorkerHarness.stop(worker, clock);
                });
        return run[0];
    }

    private FakeRun execute(String workflow, RunStatus end) {
        return execute(workflow, end, run -> {});
    }

    @Test
    void aRunThatFailsIsUndoneInReverseOrder() {
        FAIL.add("pay");
        FakeRun run = execute("trip", RunStatus.FAILED);

        assertThat(LEDGER)
                .containsExactly(
                        "bookFlight Rome", "bookHotel Rome", "pay", "cancelHotel Rome hotel-1", "cancelFlight Rome");
        StepKey undone = new StepKey("compensation", "cancel-hotel", 1);
        assertThat(run.steps.get(undone).kind()).isEqualTo(StepKind.COMPENSATION);
        assertThat(server.reports(Report.RunFailed.class)).hasSize(1);
    }

    @Test
    void aRunThatCompletesIsNotUndone() {
        execute("trip", RunStatus.COMPLETED);
        assertThat(LEDGER).containsExactly("bookFlight Rome", "bookHotel Rome", "pay");
    }

    @Test
    void aRunThatIsCancelledWhileItSleepsIsUndone() {
        execute("sleeping-trip", RunStatus.CANCELLED, run -> {
            server.await(run, RunStatus.WAITING);
            server.cancel(run);
        });
        assertThat(LEDGER).containsExactly("bookFlight Rome", "cancelFlight Rome");
    }

    @Test
    void aStepThatHasNotCompletedIsNotUndone() {
        FAIL.add("bookHotel");
        execute("trip", RunStatus.FAILED);
        assertThat(LEDGER).doesNotContain("cancelHotel Rome hotel-1").endsWith("cancelFlight Rome");
    }

    @Test
    void aCompensationThatFailsDoesNotKeepTheOthersFromBeingExecuted() {
        FAIL.addAll(Set.of("pay", "cancelHotel"));
        FakeRun run = execute("trip", RunStatus.FAILED);
        assertThat(LEDGER).endsWith("cancelHotel Rome hotel-1", "cancelFlight Rome");
        assertThat(run.failure.message())
                .contains("Step 'book-hotel' was not undone")
                .contains("cancelHotel is broken");
    }

    @Test
    void aCompensationHasRetriesOfItsOwn() {
        FAIL.add("pay");
        FAIL_ONCE.add("cancelFlight");
        FakeRun run = execute("trip", RunStatus.FAILED, started -> {
            server.await(() -> server.reports(Report.StepFailed.class).stream()
                    .anyMatch(report -> report.kind() == StepKind.COMPENSATION));
            clock.advance(Duration.ofSeconds(2));
        });
        assertThat(LEDGER).endsWith("cancelFlight Rome", "cancelFlight Rome");
        assertThat(run.steps
                        .get(new StepKey("compensation", "cancel-flight", 1))
                        .attempts())
                .isEqualTo(2);
    }

    @Test
    void whatIsUndoneIsNotUndoneAgainByTheNextWorker() {
        FAIL.add("pay");
        FakeRun[] started = new FakeRun[1];
        interference = () -> {
            interference = () -> {};
            server.expire(started[0]);
        };
        execute("trip", RunStatus.FAILED, run -> started[0] = run);
        assertThat(LEDGER)
                .containsOnlyOnce("cancelHotel Rome hotel-1")
                .endsWith("cancelFlight Rome", "cancelFlight Rome");
    }

    @Test
    void branchesAreUndoneToo() {
        execute("parallel-trip", RunStatus.CANCELLED, run -> {
            server.await(run, RunStatus.WAITING);
            server.cancel(run);
        });
        assertThat(LEDGER.subList(0, 3)).containsExactlyInAnyOrder("bookFlight a", "bookFlight b", "bookFlight c");
        assertThat(LEDGER.subList(3, LEDGER.size()))
                .containsExactlyInAnyOrder("cancelFlight a", "cancelFlight b", "cancelFlight c");
    }

    @Test
    void codeThatCatchesTheFailureTakesTheSamePathAgain() {
        FAIL.add("bookHotel");
        execute("patient-trip", RunStatus.FAILED);
        assertThat(LEDGER)
                .containsExactly(
                        "bookFlight Rome",
                        "bookHotel Rome",
                        "bookFlight by train",
                        "cancelFlight by train",
                        "cancelFlight Rome");
    }

    @Test
    void branchesInBranchesAreUndoneBeforeWhatCameBeforeThem() {
        execute("nested-trip", RunStatus.CANCELLED, run -> {
            server.await(run, RunStatus.WAITING);
            server.cancel(run);
        });
        assertThat(LEDGER.subList(0, 7)).allMatch(line -> line.startsWith("bookFlight"));
        List<String> undone = LEDGER.subList(7, LEDGER.size());
        assertThat(undone).hasSize(7).endsWith("cancelFlight Rome");
        assertThat(undone).containsSubsequence("cancelFlight a2", "cancelFlight a");
        assertThat(undone).containsSubsequence("cancelFlight b1", "cancelFlight b");
    }

    @Test
    void aHistoryOfManyPagesIsUndoneFromItsEnd() {
        execute("long-trip", RunStatus.CANCELLED, run -> {
            run.pageSize = 7;
            server.await(run, RunStatus.WAITING);
            server.cancel(run);
        });
        assertThat(LEDGER).hasSize(60).endsWith("cancelFlight 1", "cancelFlight 0");
        assertThat(LEDGER.get(30)).isEqualTo("cancelFlight 29");
    }

    @Test
    void anOutcomeOfAChildThatComesMeanwhileLetsNothingNewBegin() {
        FAIL_ONCE.add("cancelFlight");
        execute("guided-trip", RunStatus.CANCELLED, run -> {
            while (!server.awaitBriefly(() -> run.status == RunStatus.WAITING)) {
                clock.advance(Duration.ofMillis(500));
            }
            server.cancel(run);
            server.await(() -> server.reports(Report.StepFailed.class).size() == 1);
            server.complete(server.child(run, new StepKey(null, "guide", 1)), Payload.of("7"));
            clock.advance(Duration.ofSeconds(2));
        });
        assertThat(LEDGER).containsExactly("bookFlight Rome", "cancelFlight Rome", "cancelFlight Rome");
    }

    @Test
    void codeThatIsOnlyReplayedShowsNoProgress() {
        FakeRun run = execute("shown-trip", RunStatus.CANCELLED, started -> {
            server.await(started, RunStatus.WAITING);
            server.cancel(started);
        });
        assertThat(LEDGER).endsWith("cancelFlight Rome");
        assertThat(server.reports(Report.Progressed.class))
                .isNotEmpty()
                .extracting(Report.Progressed::leaseToken)
                .doesNotContain(run.token);
        assertThat(run.tags).containsEntry("city", "Rome");
    }

    @Test
    void whatAStepKeepsSecretIsKeptSecretByItsCompensation() {
        FAIL.add("pay");
        FakeRun run = execute("secret-trip", RunStatus.FAILED);

        assertThat(LEDGER).endsWith("showKey Rome", "returnKey Rome");
        assertThat(server.reports(Report.StepCompleted.class))
                .filteredOn(report -> report.step().name().endsWith("-key"))
                .hasSize(4)
                .allMatch(report -> report.input() == null);
        assertThat(run.status).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void aResultOfACompensationThatCannotBeRecordedKeepsNothingFromBeingUndone() {
        FAIL.add("pay");
        FakeRun run = execute("odd-trip", RunStatus.FAILED);

        assertThat(LEDGER).endsWith("sellCar", "cancelFlight Rome");
        assertThat(run.failure.message()).contains("pay is broken");
    }

    @Test
    void aResultOfACompensationThatTheServerRefusesKeepsNothingFromBeingUndone() {
        FAIL.add("pay");
        server.judge(report -> report instanceof Report.StepCompleted completed
                        && completed.kind() == StepKind.COMPENSATION
                        && completed.output() != null
                        && completed.output().size() > 10
                ? ReportResult.refused(ReportResult.Code.PAYLOAD_TOO_LARGE, "too large")
                : null);
        execute("chatty-trip", RunStatus.FAILED);

        assertThat(LEDGER).endsWith("returnBike", "cancelFlight Rome");
    }

    @Test
    void aResultThatWasEncodedIsReadForItsCompensation() {
        BoundCodec codec = new BoundCodec("bound");
        mapper = codec.mapper();
        FAIL.add("pay");
        FakeRun run = execute("trip", RunStatus.FAILED);

        assertThat(LEDGER).endsWith("cancelHotel Rome hotel-1", "cancelFlight Rome");
        assertThat(server.reports(Report.StepCompleted.class))
                .filteredOn(report -> report.kind() == StepKind.COMPENSATION)
                .hasSize(2)
                .allSatisfy(report -> assertThat(codec.mapper()
                                .read(report.input(), Map.class, PayloadPlace.stepInput(run.runId, report.step())))
                        .asString()
                        .contains("city=Rome"));
    }

    @Test
    void anAnnotationOfTheUsersOwnNamesTheCompensation() {
        FAIL.add("pay");
        execute("taxi-trip", RunStatus.FAILED);
        assertThat(LEDGER).containsExactly("pay", "cancelFlight by taxi");
    }

    @Test
    void codeThatDoesNotComeToAStepAnyMoreNeedsAttentionAndUndoesNothing() {
        FakeRun run = execute("changed-trip", RunStatus.NEEDS_ATTENTION, started -> {
            server.await(started, RunStatus.WAITING);
            Trips.changed = true;
            server.cancel(started);
        });
        Trips.changed = false;
        assertThat(run.failure.message()).contains("'book-flight'");
        assertThat(LEDGER).containsExactly("bookFlight Rome");
    }

    @Step
    @Retention(RetentionPolicy.RUNTIME)
    @interface Undoable {

        @AliasFor(annotation = Step.class, attribute = "compensate")
        String by();
    }

    static class Trips {

        private static volatile boolean changed;

        @Workflow
        public String trip(String city) {
            bookFlight(city);
            bookHotel(city);
            pay();
            return "done";
        }

        @Workflow
        public void sleepingTrip(String city, WorkflowContext ctx) {
            bookFlight(city);
            ctx.sleep("1d");
            bookHotel(city);
        }

        @Workflow
        public void parallelTrip(String city, WorkflowContext ctx) {
            ctx.parallel("cities", List.of("a", "b", "c"), one -> {
                bookFlight(one);
                ctx.sleep("1d");
                return bookHotel(one);
            });
        }

        @Workflow
        public void patientTrip(String city) {
            bookFlight(city);
            try {
                bookHotel(city);
            } catch (StepFailedException e) {
                bookFlight("by train");
                throw e;
            }
        }

        @Workflow
        public void changedTrip(String city, WorkflowContext ctx) {
            if (!changed) {
                bookFlight(city);
            }
            ctx.sleep("1d");
        }

        @Workflow
        public void nestedTrip(String city, WorkflowContext ctx) {
            bookFlight(city);
            ctx.parallel("outer", List.of("a", "b"), outer -> {
                bookFlight(outer);
                return ctx.parallel("inner", List.of("1", "2"), inner -> {
                    bookFlight(outer + inner);
                    ctx.sleep("1d");
                    return inner;
                });
            });
        }

        @Workflow
        public void longTrip(String city, WorkflowContext ctx) {
            for (int i = 0; i < 30; i++) {
                if (ctx.changed("leg-" + i)) {
                    bookFlight(String.valueOf(i));
                }
            }
            ctx.sleep("1d");
        }

        @Workflow
        public void guidedTrip(String city, WorkflowContext ctx) {
            bookFlight(city);
            ctx.call("guide", city, Integer.class);
            bookHotel(city);
        }

        @Workflow
        public void shownTrip(String city, WorkflowContext ctx) {
            bookFlight(city);
            ctx.tag("city", city);
            ctx.progress("booked");
            ctx.sleep("1d");
        }

        @Workflow
        public void secretTrip(String city) {
            takeKey(city);
            hideKey(city);
            pay();
        }

        @Workflow
        public void oddTrip(String city) {
            bookFlight(city);
            buyCar();
            pay();
        }

        @Workflow
        public void chattyTrip(String city) {
            bookFlight(city);
            rentBike();
            pay();
        }

        @Workflow
        public void taxiTrip(String city) {
            callTaxi("by taxi");
            pay();
        }

        @Undoable(by = "cancelFlight")
        void callTaxi(String how) {}

        @Step(compensate = "sellCar")
        void buyCar() {}

        Object sellCar() {
            LEDGER.add("sellCar");
            return new Object() {
                public Object getSelf() {
                    throw new IllegalStateException("no JSON");
                }
            };
        }

        @Step(compensate = "returnBike")
        void rentBike() {}

        String returnBike() {
            LEDGER.add("returnBike");
            return "with a long story";
        }

        @Step(compensate = "returnKey", recordInput = false)
        void takeKey(String secret) {}

        @Step
        void returnKey(String secret) {
            LEDGER.add("returnKey " + secret);
        }

        @Step(compensate = "showKey", recordInput = false)
        void hideKey(String secret) {}

        void showKey(String secret) {
            LEDGER.add("showKey " + secret);
        }

        @Step(compensate = "cancelFlight")
        void bookFlight(String city) {
            body("bookFlight", "bookFlight " + city);
        }

        @Step(compensate = "cancelHotel", maxAttempts = 1)
        String bookHotel(String city) {
            body("bookHotel", "bookHotel " + city);
            return "hotel-1";
        }

        @Step(maxAttempts = 1)
        void pay() {
            body("pay", "pay");
        }

        void cancelFlight(String city) {
            assertThat(StepContext.current().idempotencyKey()).contains("/compensation/cancel-flight#");
            LEDGER.add("cancelFlight " + city);
            interference.run();
            fail("cancelFlight");
        }

        @Step(maxAttempts = 1)
        public void cancelHotel(String city, String hotel) {
            body("cancelHotel", "cancelHotel " + city + " " + hotel);
        }

        private static void body(String name, String line) {
            LEDGER.add(line);
            fail(name);
        }

        private static void fail(String name) {
            if (FAIL.contains(name)) {
                throw new NonRetryableException(name + " is broken");
            }
            if (FAIL_ONCE.remove(name)) {
                throw new IllegalStateException(name + " fails once");
            }
        }
    }
}
