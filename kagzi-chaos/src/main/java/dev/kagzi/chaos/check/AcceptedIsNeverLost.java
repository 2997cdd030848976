package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Call;
import dev.kagzi.chaos.evidence.EventRows.StartRow;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Tables.RunRow;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A start with an ok has its run, a refused one has none, and nobody else's run is there. A start that a limit refused may have its run:
 * one that was sent twice can find no room first and some later.
 */
final class AcceptedIsNeverLost implements Invariant {

    private static final String LIMIT_REACHED = "CONCURRENCY_LIMIT_REACHED";

    @Override
    public String name() {
        return "I3 accepted is never lost";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Map<UUID, RunRow> runs = evidence.tables().runsById();
        Set<UUID> perhapsStarted = evidence.calls().stream()
                .filter(call ->
                        call.kind() == Call.Kind.START && (call.outcome() != Call.Outcome.REFUSED || isByLimit(call)))
                .map(Call::run)
                .collect(Collectors.toSet());
        for (Call call : evidence.calls()) {
            Call.Answer answer = call.answer();
            if (call.ok(Call.Kind.START) && answer != null) {
                UUID run = answer.run();
                findings.check(
                        run != null && runs.containsKey(run),
                        "start of %s was accepted, run %s is gone",
                        call.run(),
                        run);
            } else if (call.kind() == Call.Kind.START && call.outcome() == Call.Outcome.REFUSED) {
                findings.check(
                        perhapsStarted.contains(call.run()) || !runs.containsKey(call.run()),
                        "start of %s was refused, yet the run is there",
                        call.run());
            } else if (call.ok(Call.Kind.CANCEL)) {
                findings.check(runs.containsKey(call.run()), "run %s was cancelled and is gone", call.run());
            }
        }
        Set<UUID> byEvent =
                evidence.tables().events().starts().stream().map(StartRow::run).collect(Collectors.toSet());
        for (RunRow run : runs.values()) {
            boolean derived = run.origin().parent() != null || run.origin().schedule() != null;
            findings.check(
                    derived || byEvent.contains(run.run()) || perhapsStarted.contains(run.run()),
                    "run %s was started by nobody",
                    run.run());
        }
    }

    private static boolean isByLimit(Call call) {
        return call.answer() != null && LIMIT_REACHED.equals(call.answer().code());
    }
}
