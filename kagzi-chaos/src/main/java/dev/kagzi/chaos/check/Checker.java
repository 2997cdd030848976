package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import java.util.List;

/** Checks all invariants. */
public final class Checker {

    private static final List<Invariant> INVARIANTS = List.of(
            new OneFinalStatus(),
            new LegalTransitions(),
            new AcceptedIsNeverLost(),
            new RecordedNeverChanges(),
            new RecordedNeverStartsAgain(),
            new RecordedWasProduced(),
            new Fencing(),
            new SingleHolder(),
            new NoBodyBeyondItsLease(),
            new ReleasedIsDropped(),
            new StepOrder(),
            new Attempts(),
            new NoOrphanClaim(),
            new DrainsLoseNothing(),
            new ShapeOfRuns(),
            new ClaimsKeepLimits(),
            new BodiesKeepLimits(),
            new PlacesAreCounted(),
            new ThrottlesHold(),
            new EventsAreKept(),
            new NoEventIsMissed(),
            new EventsArriveAtOnce(),
            new EventOrder(),
            new ScheduleFirings(),
            new SleepNeverEarly(),
            new NothingRunsWhileAsleep(),
            new StartsAreIdempotent(),
            new ReportsAreIdempotent(),
            new PayloadsAsSent(),
            new Children(),
            new CancelEndsBodies(),
            new UndoneInReverse(),
            new DeadlinesEndRuns(),
            new AllFinished(),
            new AllServing());

    private Checker() {}

    public static List<Verdict> check(Evidence evidence) {
        return INVARIANTS.stream()
                .map(invariant -> {
                    Findings findings = new Findings();
                    invariant.check(evidence, findings);
                    return findings.verdict(invariant.name());
                })
                .toList();
    }
}
