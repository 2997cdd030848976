package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Body;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Execution;
import dev.kagzi.chaos.evidence.Ledger.Sleep;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Between the call of a sleep and its return, an execution enters no body: a thread that is unwound executes nothing. */
final class NothingRunsWhileAsleep implements Invariant {

    @Override
    public String name() {
        return "I19 nothing runs while asleep";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Map<Execution, List<Body>> bodies =
                evidence.ledger().bodies().stream().collect(Collectors.groupingBy(Body::execution));
        for (Sleep sleep : evidence.ledger().sleeps()) {
            bodies.getOrDefault(sleep.execution(), List.of())
                    .forEach(body -> findings.check(
                            !isAsleep(sleep, body.startedNanos()),
                            "%s was entered during sleep %s#%s",
                            body,
                            sleep.name(),
                            sleep.occurrence()));
        }
    }

    private static boolean isAsleep(Sleep sleep, long nanos) {
        return nanos > sleep.calledNanos() && (sleep.wokenNanos() == 0 || nanos < sleep.wokenNanos());
    }
}
