package dev.kagzi.chaos;

import dev.kagzi.chaos.check.MostAtOnce;
import dev.kagzi.chaos.check.RecoveryTimes;
import dev.kagzi.chaos.check.Verdict;
import dev.kagzi.chaos.evidence.Body;
import dev.kagzi.chaos.evidence.Call;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Fault;
import dev.kagzi.chaos.evidence.Tables;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says what happened and what it proves. */
final class Summary {

    private static final int SHOWN = 5;

    private final Evidence evidence;
    private final List<Verdict> verdicts;
    private final PrintStream out;

    Summary(Evidence evidence, List<Verdict> verdicts, PrintStream out) {
        this.evidence = evidence;
        this.verdicts = verdicts;
        this.out = out;
    }

    /** Prints it; true when nothing is violated. */
    boolean print() {
        out.println();
        printWhatHappened();
        out.println();
        out.println("%-52s %10s %10s".formatted("invariant", "checked", "violations"));
        verdicts.forEach(verdict -> out.println("%-52s %10s %10s"
                .formatted(
                        verdict.invariant(),
                        verdict.checked(),
                        verdict.violations().size())));
        out.println();
        for (Verdict verdict : verdicts) {
            verdict.violations().stream()
                    .limit(SHOWN)
                    .forEach(violation -> out.println(verdict.invariant() + ": " + violation));
        }
        long violations = verdicts.stream()
                .mapToLong(verdict -> verdict.violations().size())
                .sum();
        out.println("violations: " + violations);
        return violations == 0;
    }

    private void printWhatHappened() {
        Map<Fault.Kind, Long> faults = new TreeMap<>(
                evidence.faults().stream().collect(Collectors.groupingBy(Fault::kind, Collectors.counting())));
        faults.forEach((kind, count) -> out.println("fault %-16s %6s".formatted(kind, count)));
        out.println("worker kills while a body was open: " + killsWithOpenBody());
        Map<String, Long> runs = new TreeMap<>(evidence.tables().runs().stream()
                .collect(Collectors.groupingBy(Tables.RunRow::status, Collectors.counting())));
        out.println("runs " + runs + ", steps " + evidence.tables().steps().size() + ", bodies "
                + evidence.ledger().bodies().size());
        Map<Call.Outcome, Long> calls = new TreeMap<>(
                evidence.calls().stream().collect(Collectors.groupingBy(Call::outcome, Collectors.counting())));
        out.println("client calls " + calls);
        MostAtOnce most = MostAtOnce.of(evidence);
        out.println("most bodies of a key at once " + most.bodies());
        out.println("most claims of a key at once " + most.claims());
        RecoveryTimes recovery = RecoveryTimes.of(evidence);
        out.println("recovery " + recovery);
        recovery.slow().stream().limit(SHOWN).forEach(slow -> out.println("  slow: " + slow));
    }

    private long killsWithOpenBody() {
        return evidence.faults().stream()
                .filter(fault -> fault.kind() == Fault.Kind.WORKER_KILL)
                .filter(fault -> evidence.ledger().bodies().stream().anyMatch(body -> openAt(body, fault)))
                .count();
    }

    private static boolean openAt(Body body, Fault kill) {
        return body.ending() == null && body.execution().process().equals(kill.target());
    }
}
