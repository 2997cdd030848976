package dev.kagzi.server.lease;

import static dev.kagzi.protocol.worker.ReportResult.Code.LEASE_LOST;
import static dev.kagzi.protocol.worker.ReportResult.Code.NOTHING_TO_WAIT_FOR;
import static dev.kagzi.protocol.worker.ReportResult.Code.NOT_APPLIED;
import static dev.kagzi.protocol.worker.ReportResult.Code.STEP_CONFLICT;
import static dev.kagzi.protocol.worker.ReportResult.Code.TOO_MANY_STEPS;
import static dev.kagzi.protocol.worker.ReportResult.OK;
import static dev.kagzi.protocol.worker.ReportResult.REPEATED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.server.step.ResolvedStep;
import dev.kagzi.server.step.Step;
import dev.kagzi.server.step.StepRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReportRulesTests {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final UUID RUN = UUID.randomUUID();
    private static final UUID SECRET = UUID.randomUUID();
    private static final String TOKEN = new LeaseToken(3, SECRET).toString();
    private static final StepKey CHARGE = StepKey.of("charge", 1);
    private static final Failure FAILURE = new Failure("java.io.IOException", "no", null, null, null, null);

    private final ReportRules rules = new ReportRules(100);

    @Test
    void lastStepAndEndOfTheRunGoTogether() {
        ReportOutcome outcome = apply(
                held(), List.of(), stepCompleted(TOKEN, "1"), new Report.RunCompleted(RUN, TOKEN, Payload.of("2")));

        assertThat(outcome.results()).containsExactly(OK, OK);
        RunChange change = outcome.change();
        assertThat(change).isNotNull();
        assertThat(change.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(change.claimEnd()).isEqualTo(ClaimEnd.COMPLETED);
        assertThat(change.output()).isEqualTo(Payload.of("2"));
        assertThat(change.newSteps()).singleElement().satisfies(step -> {
            assertThat(step.status()).isEqualTo(StepStatus.COMPLETED);
            assertThat(step.claim()).isEqualTo(3);
            assertThat(step.finishedAt()).isEqualTo(NOW);
        });
    }

    static Stream<Report> reportsUnderTheClaim() {
        return Stream.of(
                stepCompleted(TOKEN, "1"),
                new Report.StepStarted(RUN, TOKEN, CHARGE, 1, StepKind.STEP, null, 1, null),
                stepFailed(TOKEN, 1, Duration.ofSeconds(1)),
                new Report.SleepStarted(RUN, TOKEN, CHARGE, 1, Duration.ofSeconds(1), null),
                new Report.Progressed(RUN, TOKEN, Payload.of("1"), null),
                new Report.Waiting(RUN, TOKEN),
                new Report.RunCompleted(RUN, TOKEN, null),
                new Report.RunFailed(RUN, TOKEN, FAILURE),
                new Report.NeedsAttention(RUN, TOKEN, FAILURE),
                new Report.Released(RUN, TOKEN));
    }

    @ParameterizedTest
    @MethodSource("reportsUnderTheClaim")
    void changeNothingUnderAnotherClaim(Report report) {
        for (LockedRun run : List.of(
                run(RunStatus.RUNNING, 4, UUID.randomUUID(), NOW.plusSeconds(9), null, null),
                run(RunStatus.RUNNING, 3, UUID.randomUUID(), NOW.plusSeconds(9), null, null),
                run(RunStatus.RUNNING, 3, SECRET, NOW, null, null),
                run(RunStatus.CANCELLED, 3, null, null, ClaimEnd.CANCELLED, null),
                run(RunStatus.PENDING, 3, null, null, ClaimEnd.EXPIRED, null))) {
            ReportOutcome outcome = apply(run, List.of(), report);
            assertThat(outcome.change()).isNull();
            assertThat(outcome.results()).extracting(ReportResult::code).containsExactly(LEASE_LOST);
        }
    }

    @Test
    void changesNothingForAnUnknownRunOrAnUnreadableToken() {
        assertThat(codes(rules.apply(
                        null,
                        new KnownSteps(Map.of(), Map.of(), Set.of(), Set.of()),
                        List.of(new Report.Released(RUN, TOKEN)),
                        NOW)))
                .containsExactly(LEASE_LOST);
        assertThat(codes(apply(held(), List.of(), new Report.Released(RUN, "x"))))
                .containsExactly(LEASE_LOST);
        assertThat(codes(apply(held(), List.of(), new Report.Released(RUN, "3-x"))))
                .containsExactly(LEASE_LOST);
    }

    @Test
    void recordedOutcomeIsRepeatedOrInConflictButNeverChanged() {
        Step recorded = step(StepStatus.COMPLETED, 1, 3, Payload.of("1"));

        assertThat(apply(held(), List.of(recorded), stepCompleted(TOKEN, "1")).results())
                .containsExactly(REPEATED);
        assertThat(codes(apply(held(), List.of(recorded), stepCompleted(TOKEN, "2"))))
                .containsExactly(STEP_CONFLICT);
        assertThat(codes(apply(held(), List.of(recorded), stepFailed(TOKEN, 1, null))))
                .containsExactly(STEP_CONFLICT);
        assertThat(apply(held(), List.of(recorded), stepCompleted(TOKEN, "2")).change())
                .isNull();
    }

    @Test
    void companionsOfARefusedReportAreNotApplied() {
        ReportOutcome outcome = apply(
                held(),
                List.of(),
                stepCompleted(TOKEN, "1"),
                new Report.Waiting(RUN, TOKEN),
                new Report.Progressed(RUN, TOKEN, null, Map.of("a", "b")));

        assertThat(codes(outcome)).containsExactly(NOT_APPLIED, NOTHING_TO_WAIT_FOR, NOT_APPLIED);
        assertThat(outcome.change()).isNull();
    }

    @Test
    void whatARunReportsAfterItsEndIsRefusedWithAllTheRest() {
        ReportOutcome outcome =
                apply(held(), List.of(), new Report.RunCompleted(RUN, TOKEN, null), stepCompleted(TOKEN, "1"));

        assertThat(codes(outcome)).containsExactly(NOT_APPLIED, LEASE_LOST);
        assertThat(outcome.change()).isNull();
    }

    @Test
    void runThatSleepsWaitsUntilItsNearestWaitIsOver() {
        RunChange change = apply(
                        held(),
                        List.of(),
                        new Report.SleepStarted(RUN, TOKEN, CHARGE, 1, Duration.ofMillis(1), null),
                        new Report.Waiting(RUN, TOKEN))
                .change();

        assertThat(change).isNotNull();
        assertThat(change.status()).isEqualTo(RunStatus.WAITING);
        assertThat(change.dueAt()).isEqualTo(NOW.plusMillis(1));
        assertThat(change.hasOutcome()).isTrue();
    }

    @Test
    void runWhoseWaitHasResolvedGoesBackInLineAtOnce() {
        LockedRun run = new LockedRun(
                RUN,
                "w",
                RunStatus.RUNNING,
                3,
                SECRET,
                NOW.plusSeconds(9),
                null,
                UUID.randomUUID(),
                null,
                true,
                0,
                1,
                4,
                false,
                false,
                false,
                false,
                null,
                null);

        RunChange change = apply(run, List.of(), new Report.Waiting(RUN, TOKEN)).change();

        assertThat(change).isNotNull();
        assertThat(change.status()).isEqualTo(RunStatus.PENDING);
    }

    @Test
    void releasedRunWithAnOpenWaitGoesBackToIt() {
        LockedRun run = run(RunStatus.RUNNING, 3, SECRET, NOW.plusSeconds(9), null, NOW.plusSeconds(60));

        RunChange change =
                apply(run, List.of(), new Report.Released(RUN, TOKEN)).change();

        assertThat(change).isNotNull();
        assertThat(change.status()).isEqualTo(RunStatus.WAITING);
        assertThat(change.dueAt()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void failedAttemptKeepsItsCountWhenTheNextOneBegins() {
        Step betweenAttempts = step(StepStatus.WAITING, 2, 3, null);

        RunChange change = apply(
                        held(),
                        List.of(betweenAttempts),
                        new Report.StepStarted(RUN, TOKEN, CHARGE, 1, StepKind.STEP, null, 3, NOW))
                .change();

        assertThat(change).isNotNull();
        assertThat(change.changedSteps()).singleElement().satisfies(step -> {
            assertThat(step.status()).isEqualTo(StepStatus.RUNNING);
            assertThat(step.attempts()).isEqualTo(2);
            assertThat(step.isHistory()).isTrue();
        });
    }

    @Test
    void repeatedFailedAttemptIsNotCountedTwice() {
        Step betweenAttempts = step(StepStatus.WAITING, 1, 3, null);

        assertThat(apply(held(), List.of(betweenAttempts), stepFailed(TOKEN, 1, Duration.ofSeconds(1)))
                        .results())
                .containsExactly(REPEATED);
    }

    @Test
    void refusesStepsBeyondTheBound() {
        LockedRun run = withSteps(99, null);
        Report second = new Report.StepCompleted(
                RUN, TOKEN, StepKey.of("charge", 2), 2, StepKind.STEP, null, null, 1, null, null, null);

        assertThat(codes(apply(run, List.of(), stepCompleted(TOKEN, "1")))).containsOnlyNulls();
        assertThat(codes(apply(run, List.of(), stepCompleted(TOKEN, "1"), second)))
                .containsExactly(NOT_APPLIED, TOO_MANY_STEPS);
    }

    @Test
    void whatUndoesARunFitsAlsoWhereTheRunHasAllTheStepsItMayHave() {
        RunEnding ending = RunEnding.failed(FAILURE);
        Report undone = new Report.StepCompleted(
                RUN,
                TOKEN,
                new StepKey("compensation", "pay-back", 1),
                1,
                StepKind.COMPENSATION,
                null,
                null,
                1,
                null,
                null,
                null);

        assertThat(codes(apply(withSteps(100, ending), List.of(), undone))).containsOnlyNulls();
        assertThat(codes(apply(withSteps(199, ending), List.of(), undone))).containsOnlyNulls();
        assertThat(codes(apply(withSteps(200, ending), List.of(), undone))).containsExactly(TOO_MANY_STEPS);
    }

    @Test
    void whatCanBeUndoneKeepsItsOrderAlsoInOneRequest() {
        RunChange change = apply(
                        held(), List.of(), compensable("a#1/1", 1), compensable("a#1/0", 2), compensable("a#1/2", 1))
                .change();

        assertThat(change).isNotNull();
        assertThat(change.newSteps())
                .isSortedAccordingTo(Comparator.comparing(Step::finishedAt))
                .extracting(Step::finishedAt)
                .doesNotHaveDuplicates()
                .startsWith(NOW);
    }

    private static Report compensable(String branch, int position) {
        StepKey key = new StepKey(branch, "charge", 1);
        return new Report.StepCompleted(RUN, TOKEN, key, position, StepKind.STEP, null, null, 1, null, null, true);
    }

    private static LockedRun withSteps(int steps, RunEnding ending) {
        return new LockedRun(
                RUN,
                "w",
                RunStatus.RUNNING,
                3,
                SECRET,
                NOW.plusSeconds(9),
                null,
                UUID.randomUUID(),
                null,
                false,
                0,
                steps,
                4,
                false,
                false,
                false,
                ending != null,
                ending,
                null);
    }

    @ParameterizedTest
    @EnumSource(
            value = ClaimEnd.class,
            names = {"COMPLETED", "FAILED", "NEEDS_ATTENTION", "WAITING", "RELEASED"})
    void reportThatEndedItsClaimIsRecognisedWhenItComesAgain(ClaimEnd end) {
        Report again = endingReport(end);
        LockedRun ended = run(RunStatus.PENDING, 3, null, null, end, null);
        LockedRun claimedAgain = run(RunStatus.RUNNING, 4, UUID.randomUUID(), NOW.plusSeconds(9), null, null);

        assertThat(apply(ended, List.of(), again).results()).containsExactly(REPEATED);
        assertThat(codes(apply(claimedAgain, List.of(), again))).containsExactly(LEASE_LOST);
        for (ClaimEnd other : ClaimEnd.values()) {
            if (other != end) {
                LockedRun otherwise = run(RunStatus.PENDING, 3, null, null, other, null);
                assertThat(codes(apply(otherwise, List.of(), again))).containsExactly(LEASE_LOST);
            }
        }
    }

    @Test
    void stepReportIsRecognisedAgainAfterItsClaimHasEnded() {
        LockedRun completed = run(RunStatus.COMPLETED, 3, null, null, ClaimEnd.COMPLETED, null);

        assertThat(apply(
                                completed,
                                List.of(step(StepStatus.COMPLETED, 1, 3, Payload.of("1"))),
                                stepCompleted(TOKEN, "1"))
                        .results())
                .containsExactly(REPEATED);
        assertThat(codes(apply(
                        completed,
                        List.of(step(StepStatus.COMPLETED, 1, 2, Payload.of("1"))),
                        stepCompleted(TOKEN, "1"))))
                .containsExactly(LEASE_LOST);
    }

    /** What is told to the row of a run by a statement that writes less must not be more. */
    @ParameterizedTest
    @MethodSource("kinds")
    void onlyWhatIsNoMoreThanStepsOrACompletionIsWrittenAsThat(RunChange.Kind kind, LockedRun run, Report... reports) {
        RunChange change = apply(run, List.of(), reports).change();
        assertThat(change).isNotNull();
        assertThat(change.kind()).isEqualTo(kind);
    }

    static Stream<Arguments> kinds() {
        Report step = stepCompleted(TOKEN, "1");
        Report completed = new Report.RunCompleted(RUN, TOKEN, Payload.of("2"));
        StepKey nap = StepKey.of("nap", 1);
        LockedRun due = run(RunStatus.RUNNING, 3, SECRET, NOW.plusSeconds(9), null, NOW.plusSeconds(60));
        return Stream.of(
                arguments(RunChange.Kind.STEPS, held(), step),
                arguments(RunChange.Kind.STEPS, due, step),
                arguments(RunChange.Kind.STEPS, withSteps(1, RunEnding.failed(FAILURE)), step),
                arguments(RunChange.Kind.STEPS, held(), stepFailed(TOKEN, 3, null)),
                arguments(
                        RunChange.Kind.STEPS,
                        held(),
                        new Report.EventEmitted(RUN, TOKEN, CHARGE, 1, "paid", null, null, null)),
                arguments(RunChange.Kind.COMPLETION, held(), completed),
                arguments(RunChange.Kind.COMPLETION, due, step, completed),
                arguments(RunChange.Kind.OTHER, withSteps(1, RunEnding.failed(FAILURE)), completed),
                arguments(RunChange.Kind.OTHER, held(), compensable(null, 1)),
                arguments(RunChange.Kind.OTHER, held(), compensable(null, 1), completed),
                arguments(RunChange.Kind.OTHER, held(), inBranch()),
                arguments(RunChange.Kind.OTHER, held(), inBranch(), completed),
                arguments(RunChange.Kind.OTHER, held(), step, new Report.Progressed(RUN, TOKEN, Payload.of("3"), null)),
                arguments(
                        RunChange.Kind.OTHER,
                        held(),
                        new Report.Progressed(RUN, TOKEN, null, Map.of("a", "b")),
                        completed),
                arguments(
                        RunChange.Kind.OTHER,
                        held(),
                        new Report.SleepStarted(RUN, TOKEN, nap, 1, Duration.ofSeconds(9), null)),
                arguments(RunChange.Kind.OTHER, held(), stepFailed(TOKEN, 1, Duration.ofSeconds(9))),
                arguments(RunChange.Kind.OTHER, held(), new Report.WaitStarted(RUN, TOKEN, nap, 1, "paid", null, null)),
                arguments(RunChange.Kind.OTHER, held(), step, endingReport(ClaimEnd.FAILED)),
                arguments(RunChange.Kind.OTHER, held(), step, endingReport(ClaimEnd.NEEDS_ATTENTION)),
                arguments(RunChange.Kind.OTHER, due, step, endingReport(ClaimEnd.WAITING)),
                arguments(RunChange.Kind.OTHER, held(), step, endingReport(ClaimEnd.RELEASED)));
    }

    private static Arguments arguments(RunChange.Kind kind, LockedRun run, Report... reports) {
        return Arguments.of(kind, run, reports);
    }

    private static Report inBranch() {
        StepKey key = new StepKey("a#1/0", "charge", 1);
        return new Report.StepCompleted(RUN, TOKEN, key, 1, StepKind.STEP, null, null, 1, null, null, null);
    }

    private static Report endingReport(ClaimEnd end) {
        return switch (end) {
            case COMPLETED -> new Report.RunCompleted(RUN, TOKEN, null);
            case FAILED -> new Report.RunFailed(RUN, TOKEN, FAILURE);
            case NEEDS_ATTENTION -> new Report.NeedsAttention(RUN, TOKEN, FAILURE);
            case WAITING -> new Report.Waiting(RUN, TOKEN);
            default -> new Report.Released(RUN, TOKEN);
        };
    }

    private ReportOutcome apply(LockedRun run, List<Step> stored, Report... reports) {
        Map<StepRef, Step> steps =
                stored.stream().collect(Collectors.toMap(step -> new StepRef(RUN, step.key()), step -> step));
        List<ResolvedStep> resolved =
                run.hasResolved() ? List.of(new ResolvedStep(RUN, StepKey.of("nap", 1), 1, StepKind.SLEEP)) : List.of();
        return rules.apply(
                run, new KnownSteps(steps, Map.of(RUN, resolved), Set.of(), Set.of()), Arrays.asList(reports), NOW);
    }

    private static List<ReportResult.Code> codes(ReportOutcome outcome) {
        return outcome.results().stream().map(ReportResult::code).toList();
    }

    private static LockedRun held() {
        return run(RunStatus.RUNNING, 3, SECRET, NOW.plusSeconds(9), null, null);
    }

    private static LockedRun run(
            RunStatus status, long claim, UUID secret, Instant expiresAt, ClaimEnd end, Instant dueAt) {
        return new LockedRun(
                RUN,
                "w",
                status,
                claim,
                secret,
                expiresAt,
                end,
                UUID.randomUUID(),
                dueAt,
                false,
                0,
                0,
                4,
                false,
                false,
                false,
                false,
                null,
                null);
    }

    private static Step step(StepStatus status, int attempts, long claim, Payload output) {
        return new Step(
                RUN,
                CHARGE,
                1,
                StepKind.STEP,
                status,
                attempts,
                claim,
                NOW,
                null,
                null,
                null,
                output,
                null,
                null,
                false);
    }

    private static Report stepCompleted(String token, String output) {
        return new Report.StepCompleted(
                RUN, token, CHARGE, 1, StepKind.STEP, null, Payload.of(output), 1, NOW, NOW, null);
    }

    private static Report stepFailed(String token, int attempts, Duration retryIn) {
        return new Report.StepFailed(RUN, token, CHARGE, 1, StepKind.STEP, null, FAILURE, attempts, retryIn, NOW, NOW);
    }
}
