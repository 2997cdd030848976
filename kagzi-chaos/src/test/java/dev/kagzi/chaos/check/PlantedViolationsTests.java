package dev.kagzi.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.chaos.evidence.Body;
import dev.kagzi.chaos.evidence.EventRows.Channel;
import dev.kagzi.chaos.evidence.EventRows.EventRow;
import dev.kagzi.chaos.evidence.EventRows.ReadRow;
import dev.kagzi.chaos.evidence.EventRows.StartRow;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Execution;
import dev.kagzi.chaos.evidence.Fault;
import dev.kagzi.chaos.evidence.Ledger;
import dev.kagzi.chaos.evidence.Limit;
import dev.kagzi.chaos.evidence.Schedule;
import dev.kagzi.chaos.evidence.Sightings;
import dev.kagzi.chaos.evidence.StepRef;
import dev.kagzi.chaos.evidence.Tables;
import dev.kagzi.chaos.evidence.Tables.FiringRow;
import dev.kagzi.chaos.evidence.Wire;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A checker that cannot fail proves nothing: each invariant finds what is planted against it. */
class PlantedViolationsTests {

    private final Scene scene = new Scene();

    @Test
    void findsNothingInAScheduleThatWentWell() {
        assertThat(Checker.check(scene.evidence()))
                .allSatisfy(verdict -> assertThat(verdict.violations()).isEmpty());
    }

    @Test
    void everyInvariantHasSomethingToLookAt() {
        scene.calls.add(Scene.cancel(200, true, 3_000));
        assertThat(Checker.check(scene.evidence()).stream()
                        .filter(verdict -> verdict.checked() == 0)
                        .map(Verdict::invariant))
                .containsExactly("I26 cancel ends bodies");
    }

    @Test
    void aRunGoesOnAfterItsEnd() {
        scene.history.add(Scene.row(6, "COMPLETED", "FAILED", 2, "WORKER", null, 2_800));
        assertFound(new OneFinalStatus(), "still became FAILED");
    }

    @Test
    void aRunEndsWithoutHistory() {
        scene.history.remove(4);
        assertFound(new OneFinalStatus(), "its history ends with RUNNING");
    }

    @Test
    void aRunIsRetriedInSecret() {
        scene.runs.set(0, Scene.run("COMPLETED", 2));
        assertFound(new OneFinalStatus(), "at attempt 2 after 0 retries");
    }

    @Test
    void aWaitingRunCompletes() {
        scene.history.set(4, Scene.row(5, "WAITING", "COMPLETED", 2, "WORKER", null, 2_700));
        assertFound(new LegalTransitions(), "'WAITING' to COMPLETED by WORKER");
    }

    @Test
    void aWorkerCancels() {
        scene.history.set(4, Scene.row(5, "RUNNING", "CANCELLED", 2, "WORKER", null, 2_700));
        assertFound(new LegalTransitions(), "'RUNNING' to CANCELLED by WORKER");
    }

    @Test
    void theHistoryHasAHole() {
        scene.history.remove(2);
        assertFound(new LegalTransitions(), "seq 4 follows 2");
    }

    @Test
    void anAcceptedRunIsGone() {
        scene.calls.add(Scene.start(new UUID(9, 9), null, Scene.INPUT, 201, new UUID(9, 9), true));
        assertFound(new AcceptedIsNeverLost(), "was accepted, run");
    }

    @Test
    void aRefusedRunIsThere() {
        scene.calls.set(0, Scene.start(Scene.RUN, "id-1", Scene.INPUT, 409, null, false));
        assertFound(new AcceptedIsNeverLost(), "was refused, yet the run is there");
    }

    @Test
    void aRunIsThereThoughALimitRefusedOneOfTwoRequests() {
        scene.calls.set(0, Scene.refused(Scene.RUN, "CONCURRENCY_LIMIT_REACHED"));
        assertThat(violations(new AcceptedIsNeverLost(), scene.evidence())).isEmpty();
    }

    @Test
    void aRecordedOutcomeChanges() {
        scene.seen.add(new Sightings.StepSighting(Scene.SECOND, 1, "COMPLETED", 2, "\"other\"".hashCode()));
        assertFound(new RecordedNeverChanges(), "was seen COMPLETED by claim 2");
    }

    @Test
    void aRecordedStepStartsUnderALaterClaim() {
        scene.bodies.add(Scene.body(Scene.BY_B, Scene.FIRST, 1, 1, 2_320, null));
        assertFound(new RecordedNeverStartsAgain(), "under claim 2, though claim 1 recorded it");
    }

    @Test
    void aRecordedStepStartsAgainUnderItsOwnClaim() {
        scene.bodies.add(Scene.body(Scene.BY_A, Scene.FIRST, 1, 1, 180, null));
        assertFound(new RecordedNeverStartsAgain(), "after its claim 1 had recorded it");
    }

    @Test
    void aResultWasProducedByNobody() {
        scene.steps.set(0, Scene.step(Scene.FIRST, 1, "STEP", 1, 1, "\"invented\""));
        assertFound(new RecordedWasProduced(), "produced by none of its bodies");
    }

    @Test
    void aResultWasProducedUnderAnotherClaim() {
        scene.steps.set(0, Scene.step(Scene.FIRST, 1, "STEP", 1, 2, "\"one\""));
        assertFound(new RecordedWasProduced(), "recorded by claim 2");
    }

    @Test
    void aReportOfAnOldClaimTakesEffect() {
        scene.reports.add(Scene.reported("a", "t1", "stepCompleted", Scene.SECOND, true, 2_400));
        assertFound(new Fencing(), "took effect after a later claim");
    }

    @Test
    void anOldClaimWritesHistory() {
        scene.history.set(4, Scene.row(5, "RUNNING", "COMPLETED", 1, "WORKER", null, 2_700));
        assertFound(new Fencing(), "claim 1 wrote after claim 2");
    }

    @Test
    void aRunIsClaimedWhileHeld() {
        scene.history.set(3, Scene.row(4, "RUNNING", "RUNNING", 2, "WORKER", null, 2_300));
        scene.history.remove(2);
        assertFound(new SingleHolder(), "claimed while held");
    }

    @Test
    void aLiveLeaseIsTakenAway() {
        scene.leases.add(new Sightings.LeaseSighting(Scene.RUN, 1, Scene.instant(2_900), Scene.instant(1_000)));
        assertFound(new SingleHolder(), "claim 1 taken away");
    }

    @Test
    void aLeaseIsAddedUp() {
        scene.leases.add(new Sightings.LeaseSighting(Scene.RUN, 2, Scene.instant(6_000), Scene.instant(2_400)));
        assertFound(new SingleHolder(), "seen at");
    }

    @Test
    void aBodyStartsAfterItsLease() {
        scene.bodies.add(Scene.body(Scene.BY_A, Scene.SECOND, 2, 3, 2_250, null));
        assertFound(new NoBodyBeyondItsLease(), "started 150 ms after its lease");
    }

    @Test
    void aBodyThatWasPausedMayStartLate() {
        scene.bodies.add(Scene.body(Scene.BY_A, Scene.SECOND, 2, 3, 2_250, null));
        scene.faults.add(new Fault(Fault.Kind.WORKER_PAUSE, "a", Scene.nanos(600), Scene.nanos(2_249)));
        assertThat(violations(new NoBodyBeyondItsLease(), scene.evidence())).isEmpty();
    }

    @Test
    void aBodyStaysOpenBeyondItsLease() {
        scene.bodies.set(
                2,
                Scene.body(
                        Scene.BY_A,
                        Scene.SECOND,
                        2,
                        2,
                        530,
                        new Body.Ending(Scene.nanos(3_200), Body.Outcome.INTERRUPTED, "-")));
        assertFound(new NoBodyBeyondItsLease(), "was open 1100 ms beyond its lease");
    }

    @Test
    void aBodyRunsWithoutAClaim() {
        scene.bodies.add(
                Scene.body(new Execution("c", 1, Scene.RUN, 1, Scene.nanos(1_000)), Scene.SECOND, 2, 0, 1_001, null));
        assertFound(new NoBodyBeyondItsLease(), "no claim of its run had reached the process");
    }

    @Test
    void recordedStepsHaveAHole() {
        scene.steps.remove(0);
        assertFound(new StepOrder(), "has position 2, expected 1");
    }

    @Test
    void stepsStartOutOfOrder() {
        scene.bodies.add(Scene.body(Scene.BY_A, Scene.FIRST, 1, 9, 400, null));
        assertFound(new StepOrder(), "started after position 3");
    }

    @Test
    void aBodyStartsBeforeTheStepBeforeItIsRecorded() {
        scene.steps.remove(1);
        scene.steps.set(1, Scene.step(Scene.SECOND, 2, "STEP", 2, 2, "\"two\""));
        scene.reports.set(0, Scene.reported("a", "t1", "stepCompleted", Scene.FIRST, true, 350));
        assertFound(new StepOrder(), "started 50 ms before");
    }

    @Test
    void aCrashUsesUpAnAttempt() {
        scene.bodies.set(3, Scene.body(Scene.BY_B, Scene.SECOND, 3, 0, 2_350, null));
        assertFound(new Attempts(), "no attempt before it failed");
    }

    @Test
    void aStepHasTooManyAttempts() {
        scene.steps.set(2, Scene.step(Scene.SECOND, 3, "STEP", 4, 2, "\"two\""));
        assertFound(new Attempts(), "4 attempts, at most 3");
    }

    @Test
    void anAttemptStartsTooSoon() {
        scene.bodies.set(2, Scene.body(Scene.BY_A, Scene.SECOND, 2, 2, 400, null));
        assertFound(new Attempts(), "only 80 ms after");
    }

    @Test
    void aRunIsHeldByADeadProcess() {
        scene.runs.set(0, Scene.run("RUNNING", 1));
        Evidence evidence = scene.evidence();
        Tables tables = scene.tables(evidence.tables().readAt(), Map.of(Scene.WORKER_B, 21L));
        assertThat(violations(new NoOrphanClaim(), with(evidence, tables))).anyMatch(found -> found.contains("gone"));
    }

    @Test
    void aRunIsHeldBeyondItsLease() {
        scene.runs.set(0, Scene.run("RUNNING", 1));
        Evidence evidence = scene.evidence();
        Tables later = scene.tables(Scene.instant(61_000), evidence.tables().workerPids());
        assertThat(violations(new NoOrphanClaim(), with(evidence, later))).anyMatch(found -> found.contains("over"));
    }

    @Test
    void aDrainingWorkerLosesAClaim() {
        scene.faults.set(1, new Fault(Fault.Kind.WORKER_DRAIN, "a", Scene.nanos(600), Scene.nanos(3_000)));
        assertFound(new DrainsLoseNothing(), "claim 1 of a expired");
    }

    @Test
    void aDrainingWorkerInterruptsABody() {
        Tables.RunRow run = scene.runs.get(0);
        scene.runs.set(0, withDeadline(run, null));
        scene.faults.set(1, new Fault(Fault.Kind.WORKER_DRAIN, "b", Scene.nanos(2_400), Scene.nanos(3_000)));
        Body.Ending ending = new Body.Ending(Scene.nanos(2_600), Body.Outcome.INTERRUPTED, "-");
        scene.bodies.set(3, Scene.body(Scene.BY_B, Scene.SECOND, 2, 0, 2_350, ending));
        assertFound(new DrainsLoseNothing(), "was interrupted while b drained");
        scene.runs.set(0, run);
        assertThat(violations(new DrainsLoseNothing(), scene.evidence())).isEmpty();
    }

    @Test
    void aWorkerThatDrainedLaterHadLostItsClaimBefore() {
        scene.faults.set(1, new Fault(Fault.Kind.WORKER_DRAIN, "a", Scene.nanos(2_200), Scene.nanos(3_000)));
        assertThat(violations(new DrainsLoseNothing(), scene.evidence())).isEmpty();
    }

    @Test
    void aFinishedRunHasNoEnd() {
        Tables.RunRow run = scene.runs.get(0);
        scene.runs.set(
                0,
                new Tables.RunRow(
                        run.run(),
                        run.workflow(),
                        run.id(),
                        run.status(),
                        null,
                        run.attempt(),
                        run.claim(),
                        true,
                        false,
                        run.transitions(),
                        Scene.instant(1),
                        null,
                        null,
                        run.input(),
                        run.outcome(),
                        run.origin()));
        assertThat(violations(new ShapeOfRuns(), scene.evidence())).hasSize(3);
    }

    @Test
    void aRunIsRemovedWithoutItsStepsAndHistory() {
        scene.runs.remove(0);
        assertFound(new ShapeOfRuns(), "is there, its run is gone");
    }

    @Test
    void aFinishedRunStillWaits() {
        scene.openWaits.add(Scene.UNHEARD);
        assertFound(new ShapeOfRuns(), "waits in a run that is finished");
    }

    @Test
    void stepsOfBranchesHaveAnOrderOfTheirOwn() {
        scene.steps.add(Scene.step(new StepRef(Scene.RUN, "items#1/0", "work", 1), 1, "STEP", 1, 1, "\"branch\""));
        assertThat(violations(new StepOrder(), scene.evidence())).isEmpty();
        scene.steps.add(Scene.step(new StepRef(Scene.RUN, "items#1/1", "work", 1), 2, "STEP", 1, 1, "\"branch\""));
        assertFound(new StepOrder(), "has position 2, expected 1");
    }

    @Test
    void anAcceptedEventIsGone() {
        scene.events.remove(0);
        assertFound(new EventsAreKept(), "was accepted, kept is null");
    }

    @Test
    void anEventWasEmittedByNobody() {
        scene.events.add(Scene.event(new UUID(9, 9), 20));
        assertFound(new EventsAreKept(), "was emitted by nobody");
    }

    @Test
    void twoEventsEndOneWait() {
        scene.reads.add(new ReadRow(Scene.HEARD, Scene.EARLY, Scene.NEWS, Scene.instant(25)));
        assertFound(new EventsAreKept(), "was ended by two events");
    }

    @Test
    void anEventEndsTwoWaitsOfARun() {
        scene.reads.add(new ReadRow(Scene.UNHEARD, Scene.LATE, Scene.NEWS, Scene.instant(410)));
        assertFound(new EventsAreKept(), "has ended two waits");
    }

    @Test
    void aWaitGetsOtherData() {
        scene.steps.set(3, Scene.step(Scene.HEARD, 4, "EVENT", 0, 0, "{\"number\":2}"));
        assertFound(new EventsAreKept(), "has brought");
    }

    @Test
    void aWaitGetsDataOfNoEvent() {
        scene.steps.set(4, Scene.step(Scene.UNHEARD, 5, "EVENT", 0, 0, Scene.INPUT));
        assertFound(new EventsAreKept(), "that it has not read");
    }

    @Test
    void anEventStartsNoRun() {
        scene.events.add(
                new EventRow(Scene.EMITTED, new Channel("orders", "key"), Scene.instant(500), Scene.INPUT, Scene.RUN));
        scene.events.remove(2);
        assertFound(new EventsAreKept(), "has started no run");
    }

    @Test
    void anEventStartsTwoRuns() {
        scene.starts.add(new StartRow(Scene.LATE, "chaos-load", Scene.RUN));
        scene.starts.add(new StartRow(Scene.LATE, "chaos-load", Scene.CHILD));
        assertFound(new EventsAreKept(), "has started two runs of chaos-load");
    }

    @Test
    void aRunEmitsTwice() {
        scene.events.add(
                new EventRow(new UUID(9, 9), new Channel("shipped", "key"), Scene.instant(1_001), null, Scene.RUN));
        assertFound(new EventsAreKept(), "has emitted 2 events in 1 steps");
    }

    @Test
    void aWaitSkipsAnEvent() {
        scene.events.add(Scene.event(new UUID(9, 9), 300));
        assertFound(new NoEventIsMissed(), "got ReadRow");
    }

    @Test
    void aWaitEndsThoughAnEventCameInTime() {
        scene.events.add(Scene.event(new UUID(9, 9), 1_599));
        assertFound(new NoEventIsMissed(), "without EventRow");
    }

    @Test
    void anEventAfterTheEndOfAWaitIsNoneOfIt() {
        scene.events.add(Scene.event(new UUID(9, 9), 1_600));
        assertThat(violations(new NoEventIsMissed(), scene.evidence())).isEmpty();
    }

    @Test
    void aWaitHearsOfAnEventLate() {
        scene.steps.set(3, Scene.completedAt(scene.steps.get(3), 411));
        assertThat(violations(new EventsArriveAtOnce(), scene.evidence())).isEmpty();
        scene.steps.set(3, Scene.completedAt(scene.steps.get(3), 412));
        assertFound(new EventsArriveAtOnce(), "got an event of 1970-01-01T00:00:00.410Z");
    }

    @Test
    void aSleepEndsEarly() {
        scene.sleeps.add(new Ledger.Sleep(Scene.BY_B, Scene.RUN, "nap", 1, 100, Scene.nanos(165), Scene.nanos(170)));
        assertFound(new SleepNeverEarly(), "ended after 10 ms");
    }

    @Test
    void aStepRunsWhileTheThreadIsUnwound() {
        scene.sleeps.add(new Ledger.Sleep(Scene.BY_A, Scene.RUN, "nap", 2, 5_000, Scene.nanos(310), 0));
        assertFound(new NothingRunsWhileAsleep(), "was entered during sleep nap#2");
    }

    @Test
    void anIdHasTwoRuns() {
        UUID other = new UUID(9, 9);
        scene.calls.add(Scene.start(other, "id-1", Scene.INPUT, 201, other, true));
        assertFound(new StartsAreIdempotent(), "was answered with runs");
        assertFound(new StartsAreIdempotent(), "was created 2 times");
    }

    @Test
    void anotherInputIsAcceptedUnderAnId() {
        scene.calls.add(Scene.start(Scene.RUN, "id-1", "{\"number\":2}", 200, Scene.RUN, false));
        assertFound(new StartsAreIdempotent(), "different inputs");
    }

    @Test
    void aRepeatedReportIsRefused() {
        Wire.Reported first = scene.reports.get(0);
        scene.reports.add(new Wire.Reported(
                Scene.passage("a", 400),
                first.run(),
                first.token(),
                first.type(),
                first.step(),
                true,
                false,
                false,
                "LEASE_LOST"));
        assertFound(new ReportsAreIdempotent(), "refused when it came again");
    }

    @Test
    void aReleasedRunIsStillExecuted() {
        scene.history.set(2, Scene.row(3, "RUNNING", "PENDING", 1, "WORKER", "RELEASED", 500));
        assertFound(new ReleasedIsDropped(), "started 30 ms after its claim 1 was released");
    }

    @Test
    void anInputIsNotKeptAsSent() {
        scene.calls.set(0, Scene.start(Scene.RUN, "id-1", "{\"number\":1.0}", 201, Scene.RUN, true));
        assertFound(new PayloadsAsSent(), "sent {\"number\":1.0}, kept");
    }

    @Test
    void anEventOvertakesOneThatWasAcceptedBefore() {
        scene.events.set(1, Scene.event(Scene.LATE, 24));
        assertFound(new EventOrder(), "was accepted at");
    }

    @Test
    void aRunReadsEventsInAnotherOrder() {
        scene.reads.set(0, new ReadRow(Scene.HEARD, Scene.LATE, Scene.NEWS, Scene.instant(410)));
        scene.reads.add(new ReadRow(Scene.UNHEARD, Scene.EARLY, Scene.NEWS, Scene.instant(25)));
        assertFound(new EventOrder(), "was read after");
    }

    @Test
    void theServersClockHidesThatEventsAreReadInAnotherOrder() {
        scene.reads.set(0, new ReadRow(Scene.HEARD, Scene.LATE, Scene.NEWS, Scene.instant(410)));
        scene.reads.add(new ReadRow(Scene.UNHEARD, Scene.EARLY, Scene.NEWS, Scene.instant(500)));
        assertFound(new EventOrder(), "was read after");
    }

    @Test
    void aScheduleLeavesAnInstantOut() {
        scene.firings.remove(1);
        assertFound(new ScheduleFirings(), "has not fired at 1970-01-01T00:00:05Z");
    }

    @Test
    void aBackfillLeavesAnInstantOut() {
        scene.firings.remove(0);
        assertFound(new ScheduleFirings(), "has not fired at 1969-12-31T23:59:55Z");
    }

    @Test
    void aScheduleFiresAtAnotherInstant() {
        scene.firings.add(new FiringRow("every-5", Scene.instant(6_000), null, "OVERLAP", false));
        assertFound(new ScheduleFirings(), "is none of the instants");
    }

    @Test
    void aScheduleFiresWhilePaused() {
        scene.firings.add(new FiringRow("every-5", Scene.instant(15_000), null, "OVERLAP", false));
        assertFound(new ScheduleFirings(), "was not asked for");
    }

    @Test
    void aFiringIsForgotten() {
        scene.firings.set(1, new FiringRow("every-5", Scene.instant(5_000), null, null, false));
        assertFound(new ScheduleFirings(), "was neither started nor skipped");
    }

    @Test
    void aFiringThatIsMadeUpMayWaitBehindAnother() {
        scene.firings.set(0, new FiringRow("every-5", Scene.instant(-5_000), null, null, false));
        scene.runs.remove(2);
        assertThat(violations(new ScheduleFirings(), scene.evidence())).isEmpty();
    }

    @Test
    void aFiringIsSkippedThoughRunsMayOverlap() {
        scene.schedules.set(0, Scene.schedule(false));
        assertFound(new ScheduleFirings(), "was skipped for no reason");
    }

    @Test
    void aFiringIsMissedThoughItWasInTime() {
        scene.firings.set(1, new FiringRow("every-5", Scene.instant(5_000), null, "MISSED", true));
        assertFound(new ScheduleFirings(), "was skipped for no reason");
        scene.faults.add(new Fault(Fault.Kind.SERVER_KILL, "server", Scene.nanos(4_000), Scene.nanos(70_000)));
        assertThat(violations(new ScheduleFirings(), scene.evidence())).isEmpty();
        scene.firings.set(1, new FiringRow("every-5", Scene.instant(5_000), null, "MISSED", false));
        assertFound(new ScheduleFirings(), "was skipped for no reason");
    }

    @Test
    void anInstantFiresTwice() {
        scene.firings.add(new FiringRow("every-5", Scene.instant(-5_000), Scene.FIRED, null, false));
        assertFound(new ScheduleFirings(), "is there twice");
        assertFound(new ScheduleFirings(), "has two firings");
    }

    private void triggered(UUID... runs) {
        Schedule plain = Scene.schedule(true);
        Schedule.Trigger trigger =
                new Schedule.Trigger(new Schedule.Asked(Scene.nanos(6_000), Scene.nanos(6_200)), Set.of(runs));
        scene.schedules.set(
                0,
                new Schedule(
                        plain.id(),
                        plain.seconds(),
                        plain.skipsOverlaps(),
                        plain.saved(),
                        plain.paused(),
                        plain.backfill(),
                        List.of(trigger)));
    }

    @Test
    void aTriggerFiresAtItsOwnTime() {
        triggered(Scene.CHILD);
        scene.firings.add(new FiringRow("every-5", Scene.instant(6_100), Scene.CHILD, null, false));
        assertThat(violations(new ScheduleFirings(), scene.evidence()))
                .allSatisfy(violation -> assertThat(violation).contains("has started"));
        scene.firings.set(3, new FiringRow("every-5", Scene.instant(6_300), Scene.CHILD, null, false));
        assertFound(new ScheduleFirings(), "is not of its time");
    }

    @Test
    void aTriggerHasNotFired() {
        triggered(Scene.CHILD);
        assertFound(new ScheduleFirings(), "has 0 firings");
    }

    @Test
    void aRepeatedTriggerFiresTwice() {
        triggered(Scene.CHILD, Scene.FIRED);
        scene.firings.add(new FiringRow("every-5", Scene.instant(6_100), Scene.CHILD, null, false));
        assertFound(new ScheduleFirings(), "has 2 firings");
    }

    @Test
    void aTriggerWithoutAnAnswerFiresTwice() {
        scene.firings.add(new FiringRow("every-5", Scene.instant(6_100), Scene.CHILD, null, false));
        assertFound(new ScheduleFirings(), "is none of the instants");
    }

    @Test
    void aRunOfAScheduleIsEarly() {
        scene.runs.set(2, Scene.fired(-5_001));
        assertFound(new ScheduleFirings(), "has started RunRow");
    }

    @Test
    void aRunOfAScheduleHasNoFiring() {
        scene.firings.set(0, new FiringRow("every-5", Scene.instant(-5_000), null, "OVERLAP", false));
        assertFound(new ScheduleFirings(), "has no firing");
    }

    @Test
    void aChildHasNoParent() {
        scene.runs.set(1, Scene.child("COMPLETED", "\"small\"", null));
        assertFound(new Children(), "is a child of null");
    }

    @Test
    void aChildHasNoStepUnlessItsParentWasRetriedAfterwards() {
        scene.steps.removeIf(step -> step.child() != null);
        assertFound(new Children(), "its steps are []");
        scene.history.add(Scene.row(9, "FAILED", "PENDING", 1, "CLIENT", "RETRIED", 900));
        assertFound(new Children(), "its steps are []");
        scene.history.add(Scene.row(10, "FAILED", "PENDING", 1, "CLIENT", "RETRIED", 1_100));
        assertThat(violations(new Children(), scene.evidence())).isEmpty();
    }

    @Test
    void aChildIsStartedTwice() {
        scene.steps.add(Scene.childStep("COMPLETED", "\"small\""));
        assertFound(new Children(), "its steps are");
    }

    @Test
    void aChildIsGone() {
        scene.runs.remove(1);
        assertFound(new Children(), "which is gone");
    }

    @Test
    void aParentSeesAnotherOutcome() {
        scene.steps.set(6, Scene.childStep("COMPLETED", "\"large\""));
        assertFound(new Children(), "saw another outcome");
    }

    @Test
    void aParentSeesAFailureThatNeverWas() {
        scene.steps.set(6, Scene.childStep("FAILED", "{}"));
        assertFound(new Children(), "saw a failure");
    }

    @Test
    void aChildSurvivesTheCancelOfItsParent() {
        Tables.RunRow run = Scene.run("CANCELLED", 1);
        scene.runs.set(0, run);
        scene.history.set(7, Scene.childRow(3, "RUNNING", "COMPLETED", 1, "WORKER", 3_000));
        assertFound(new Children(), "was RUNNING when its parent was cancelled, and became COMPLETED");
    }

    @Test
    void aChildMayFinishInTheMomentOfTheCancelOfItsParent() {
        scene.runs.set(0, Scene.run("CANCELLED", 1));
        scene.history.set(7, Scene.childRow(3, "RUNNING", "COMPLETED", 1, "WORKER", 2_701));
        assertThat(violations(new Children(), scene.evidence())).isEmpty();
    }

    @Test
    void aChildMayBeClaimedInTheMomentOfTheCancelOfItsParent() {
        scene.runs.set(0, Scene.run("CANCELLED", 1));
        scene.runs.set(1, Scene.child("CANCELLED", null, Scene.RUN));
        scene.history.set(6, Scene.childRow(2, "PENDING", "RUNNING", 1, "WORKER", 2_701));
        scene.history.set(7, Scene.childRow(3, "RUNNING", "CANCELLED", 1, "CLIENT", 2_700));
        assertThat(violations(new Children(), scene.evidence()))
                .noneMatch(violation -> violation.contains("when its parent was cancelled"));
    }

    @Test
    void aChildIsStartedAfterTheCancelOfItsParent() {
        Tables.RunRow run = Scene.run("CANCELLED", 1);
        scene.runs.set(0, run);
        Tables.RunRow child = scene.runs.get(1);
        scene.runs.set(
                1,
                new Tables.RunRow(
                        child.run(),
                        child.workflow(),
                        null,
                        "CANCELLED",
                        null,
                        1,
                        child.claim(),
                        false,
                        false,
                        3,
                        null,
                        null,
                        Scene.instant(2_900),
                        child.input(),
                        null,
                        new Tables.Origin(Scene.instant(2_800), Scene.RUN, null, null)));
        scene.history.set(5, Scene.childRow(1, "", "PENDING", 0, "WORKER", 2_800));
        assertFound(new Children(), "was started after its parent's cancel");
    }

    @Test
    void aCancelledRunCompletes() {
        scene.calls.add(Scene.cancel(200, false, 2_690));
        assertFound(new CancelEndsBodies(), "was cancelled and is COMPLETED");
    }

    @Test
    void aBodyStartsLongAfterTheCancel() {
        scene.calls.add(Scene.cancel(200, false, 200));
        assertFound(new CancelEndsBodies(), "started 2150 ms after the cancel");
    }

    @Test
    void aBodyOfAChildStartsLongAfterTheCancelOfItsParent() {
        scene.calls.add(Scene.cancel(200, false, 2_690));
        scene.runs.set(1, Scene.child("CANCELLED", null, Scene.RUN));
        StepRef step = new StepRef(Scene.CHILD, "work", 1);
        Execution execution = new Execution("b", 2, Scene.CHILD, 1, Scene.nanos(4_900));
        scene.bodies.add(Scene.body(execution, step, 1, 3, 5_000, null));
        assertFound(new CancelEndsBodies(), "started 2310 ms after the cancel");
    }

    @Test
    void aCompensationMayStartLongAfterTheCancel() {
        scene.calls.add(Scene.cancel(200, false, 2_690));
        scene.runs.set(0, Scene.run("CANCELLED", 1));
        StepRef compensation = new StepRef(Scene.RUN, "compensation", "unwork", 1);
        scene.bodies.add(Scene.body(Scene.BY_B, compensation, 1, 1, 9_000, null));
        assertThat(violations(new CancelEndsBodies(), scene.evidence())).isEmpty();
    }

    @Test
    void aRunIsUndoneAsItShould() {
        scene.runs.set(0, Scene.run("FAILED", 1));
        undo("two", "one");
        assertThat(violations(new UndoneInReverse(), scene.evidence())).isEmpty();
    }

    @Test
    void aStepOfAFailedRunIsNotUndone() {
        scene.runs.set(0, Scene.run("FAILED", 1));
        undo("two");
        assertFound(new UndoneInReverse(), "with 2 steps to undo and 1 compensations");
    }

    @Test
    void aStepIsUndoneTwice() {
        scene.runs.set(0, Scene.run("CANCELLED", 1));
        undo("two", "two");
        assertFound(new UndoneInReverse(), "work#2 is undone by [StepRow");
    }

    @Test
    void stepsAreUndoneInTheOrderOfTheirCompletion() {
        scene.runs.set(0, Scene.run("FAILED", 1));
        undo("one", "two");
        assertFound(new UndoneInReverse(), "unwork#2 undoes a step that completed at");
    }

    @Test
    void aRunThatHasCompletedIsUndone() {
        undo("two", "one");
        assertFound(new UndoneInReverse(), "has completed and was undone");
    }

    @Test
    void aCompensationIsBegunInARunThatCompletes() {
        StepRef compensation = new StepRef(Scene.RUN, "compensation", "unwork", 1);
        scene.bodies.add(Scene.body(Scene.BY_B, compensation, 1, 1, 2_610, null));
        assertFound(new UndoneInReverse(), "undid a run that has completed");
    }

    /** @param results of the steps, in the order in which they are undone */
    private void undo(String... results) {
        scene.steps.set(2, Scene.completedAt(scene.steps.get(2), 300));
        for (int i = 0; i < results.length; i++) {
            scene.steps.add(Scene.compensation(i + 1, results[i]));
        }
    }

    @Test
    void aRunCompletesLongAfterItsDeadline() {
        scene.runs.set(0, finishedAt(4_001, "COMPLETED", "\"done\""));
        assertFound(new DeadlinesEndRuns(), "completed at 1970-01-01T00:00:04.001Z");
    }

    @Test
    void aDeadlineMayBeNoticedLateWhenTheDatabaseWasAway() {
        scene.runs.set(0, finishedAt(4_001, "COMPLETED", "\"done\""));
        scene.faults.add(new Fault(Fault.Kind.DATABASE_STOP, "postgres", Scene.nanos(2_500), Scene.nanos(3_500)));
        assertThat(violations(new DeadlinesEndRuns(), scene.evidence())).isEmpty();
    }

    @Test
    void aRunTimesOutBeforeItsDeadline() {
        scene.runs.set(0, finishedAt(1_999, "FAILED", "{\"type\":\"RUN_TIMEOUT\"}"));
        assertFound(new DeadlinesEndRuns(), "timed out at 1970-01-01T00:00:01.999Z");
    }

    /** The run of the scene, whose deadline is 2,000. */
    private static Tables.RunRow finishedAt(long at, String status, String outcome) {
        Tables.RunRow run = Scene.run(status, 1);
        return ended(run, run.deadline(), Scene.instant(at), outcome);
    }

    private static Tables.RunRow withDeadline(Tables.RunRow run, Instant deadline) {
        return ended(run, deadline, run.finishedAt(), run.outcome());
    }

    private static Tables.RunRow ended(Tables.RunRow run, Instant deadline, Instant at, String outcome) {
        return new Tables.RunRow(
                run.run(),
                run.workflow(),
                run.id(),
                run.status(),
                null,
                run.attempt(),
                run.claim(),
                false,
                false,
                run.transitions(),
                null,
                deadline,
                at,
                run.input(),
                outcome,
                run.origin());
    }

    @Test
    void aStepGoesOnWithItsAttemptsWhenItsRunIsRetried() {
        Execution retried = new Execution("b", 1, Scene.RUN, 2, Scene.nanos(2_310));
        scene.executions.set(1, retried);
        scene.bodies.set(
                3,
                Scene.body(
                        retried, Scene.SECOND, 2, 0, 2_350, scene.bodies.get(3).ending()));
        assertThat(violations(new Attempts(), scene.evidence())).isEmpty();
        scene.bodies.remove(1);
        assertFound(new Attempts(), "no attempt before it failed");
    }

    @Test
    void aClaimIsMadeBeforeTheOtherHasEnded() {
        scene.neighbour(2_000, 2_200, "COMPLETED", "WORKER");
        assertFound(new ClaimsKeepLimits(), "was claimed as number 2 of chaos-load '', whose limit is 1");
    }

    @Test
    void whatCountsIsWhenTransactionsWereOver() {
        scene.neighbour(2_700, 2_800, "COMPLETED", "WORKER");
        // It looked at the clock before the other one's end, and got the place after it.
        scene.history.set(
                scene.history.size() - 2, Scene.neighbourRow(2, "PENDING", "RUNNING", "WORKER", 2_650, 2_701));
        assertThat(violations(new ClaimsKeepLimits(), scene.evidence())).isEmpty();
        scene.history.set(
                scene.history.size() - 2, Scene.neighbourRow(2, "PENDING", "RUNNING", "WORKER", 2_750, 2_699));
        assertFound(new ClaimsKeepLimits(), "was claimed as number 2");
    }

    @Test
    void anotherKeyHasItsOwnPlaces() {
        scene.neighbour(2_000, 2_200, "COMPLETED", "WORKER");
        scene.runs.set(0, withInput(scene.runs.get(0), "{\"key\":\"k1\"}"));
        assertThat(violations(new ClaimsKeepLimits(), scene.evidence())).isEmpty();
        assertThat(violations(new BodiesKeepLimits(), scene.evidence())).isEmpty();
    }

    @Test
    void aBodyBeginsWhileAnotherIsOpen() {
        scene.neighbour(2_400, 2_500, "COMPLETED", "WORKER");
        assertFound(new BodiesKeepLimits(), "began a body as number 2 of chaos-load '', whose limit is 1");
    }

    @Test
    void aBodyEndsWithItsProcess() {
        // A is killed at 600 in a body that has no end.
        scene.neighbour(700, 800, "COMPLETED", "WORKER");
        assertThat(violations(new BodiesKeepLimits(), scene.evidence()))
                .singleElement()
                .asString()
                .contains("run " + Scene.RUN);
        scene.faults.set(0, new Fault(Fault.Kind.WORKER_KILL, "a", Scene.nanos(750), Scene.nanos(750)));
        assertFound(new BodiesKeepLimits(), "run " + Scene.NEIGHBOUR);
    }

    @Test
    void aBodyBeyondItsLeaseTakesNobodysPlace() {
        scene.neighbour(200, 250, "COMPLETED", "WORKER");
        assertThat(violations(new BodiesKeepLimits(), scene.evidence()))
                .as("its lease lasts until 2,200")
                .hasSize(2)
                .noneMatch(violation -> violation.contains("run " + Scene.NEIGHBOUR));
    }

    @Test
    void aBodyThatIsCancelledMayHearOfItLater() {
        scene.neighbour(151, 250, "CANCELLED", "CLIENT");
        assertThat(violations(new BodiesKeepLimits(), scene.evidence())).isEmpty();
    }

    @Test
    void aLimitThatWasLoweredHoldsForTheNextClaim() {
        scene.limits.put("chaos-load", Limit.changing());
        scene.neighbour(1_500, 1_600, "COMPLETED", "WORKER");
        scene.changes.add(limit(1, 2, 80));
        scene.changes.add(limit(1, 2, 1_400));
        scene.changes.add(limit(2, 1, 1_450));
        scene.changes.add(limit(2, 1, 3_000));
        assertFound(new ClaimsKeepLimits(), "was claimed as number 2 of chaos-load '', whose limit is 1");
        scene.changes.set(2, limit(1, 2, 1_550));
        assertThat(violations(new ClaimsKeepLimits(), scene.evidence())).isEmpty();
        scene.changes.set(2, limit(2, 1, 1_450));
        scene.changes.set(3, limit(4, 1, 3_000));
        assertThat(violations(new ClaimsKeepLimits(), scene.evidence()))
                .as("nobody saw version 3")
                .isEmpty();
    }

    @Test
    void aPlaceIsNotCounted() {
        scene.places.add(new Sightings.PlaceSighting("chaos-load", "", 1, 2));
        assertFound(new PlacesAreCounted(), "1 places were counted, and 2 runs had one");
    }

    @Test
    void aPlaceIsNotGivenBack() {
        scene.keys.add(new Tables.KeyRow("chaos-load", "k1", 1));
        assertFound(new PlacesAreCounted(), "chaos-load 'k1': 1 places are counted in the end");
    }

    @Test
    void aRunThatMayBeginIsForgotten() {
        scene.unclaimed.add(Scene.RUN);
        assertFound(new PlacesAreCounted(), "may begin and is not claimed");
    }

    @Test
    void aRunWaitsForAPlaceThatIsFree() {
        scene.runs.set(0, heldBack(Scene.run("PENDING", 1)));
        assertFound(new PlacesAreCounted(), "waits for a place in the end");
        assertThat(violations(new ShapeOfRuns(), scene.evidence())).isEmpty();
        scene.runs.set(0, heldBack(Scene.run("COMPLETED", 1)));
        assertFound(new ShapeOfRuns(), "is COMPLETED and waits for a place");
    }

    @Test
    void aThrottleLetsOneThroughTooEarly() {
        scene.history.set(9, Scene.firedRow(2, "PENDING", "RUNNING", 1, "WORKER", 1_199));
        assertFound(new ThrottlesHold(), "99 ms after the last but 1, its throttle is 1 in PT0.1S");
    }

    private static Sightings.LimitSighting limit(long version, int concurrency, long at) {
        return new Sightings.LimitSighting("chaos-load", version, concurrency, Scene.instant(at), Scene.instant(at));
    }

    private static Tables.RunRow withInput(Tables.RunRow run, String input) {
        return copy(run, run.heldBack(), input);
    }

    private static Tables.RunRow heldBack(Tables.RunRow run) {
        return copy(run, true, run.input());
    }

    private static Tables.RunRow copy(Tables.RunRow run, boolean heldBack, String input) {
        return new Tables.RunRow(
                run.run(),
                run.workflow(),
                run.id(),
                run.status(),
                run.ending(),
                run.attempt(),
                run.claim(),
                run.claimable(),
                heldBack,
                run.transitions(),
                run.dueAt(),
                run.deadline(),
                run.finishedAt(),
                input,
                run.outcome(),
                run.origin());
    }

    @Test
    void aRunIsNeverFinished() {
        scene.runs.set(0, Scene.run("WAITING", 1));
        assertFound(new AllFinished(), "is WAITING 58 s after");
    }

    @Test
    void aServerDoesNotComeBack() {
        scene.answeringServers = 1;
        assertFound(new AllServing(), "1 of 2 servers answer");
    }

    @Test
    void aWorkerDoesNotComeBack() {
        scene.liveWorkers = Set.of("c");
        assertFound(new AllServing(), "worker c executed nothing");
    }

    private void assertFound(Invariant invariant, String what) {
        assertThat(violations(invariant, scene.evidence()))
                .isNotEmpty()
                .anyMatch(violation -> violation.contains(what));
    }

    private static Evidence with(Evidence evidence, Tables tables) {
        return new Evidence(
                evidence.setting(),
                tables,
                evidence.ledger(),
                evidence.wire(),
                evidence.sightings(),
                evidence.calls(),
                evidence.emissions(),
                evidence.schedules(),
                evidence.faults());
    }

    private static List<String> violations(Invariant invariant, Evidence evidence) {
        Findings findings = new Findings();
        invariant.check(evidence, findings);
        return findings.verdict(invariant.name()).violations();
    }
}
