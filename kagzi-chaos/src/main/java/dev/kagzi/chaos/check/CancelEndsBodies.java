package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Body;
import dev.kagzi.chaos.evidence.Call;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Tables.RunRow;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * After an ok to a cancel no body of the run and its children but compensations starts for longer than a renew interval or 2 s, and the
 * run is CANCELLED, had finished, was already being undone as FAILED, or has become so by a compensation that failed.
 */
final class CancelEndsBodies implements Invariant {

    private static final Duration LEAST = Duration.ofSeconds(2);

    /** Between the look at the run's status and the line in the ledger a thread may lose its turn. */
    private static final long START_SLACK = Duration.ofMillis(100).toNanos();

    @Override
    public String name() {
        return "I26 cancel ends bodies";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Map<UUID, RunRow> runs = evidence.tables().runsById();
        Map<UUID, List<Body>> bodies = evidence.ledger().bodies().stream()
                .collect(Collectors.groupingBy(body -> body.step().run()));
        Collection<String> compensations = evidence.setting().compensations().values();
        Set<UUID> notUndone = notUndone(evidence);
        Pauses pauses = new Pauses(evidence);
        long grace = longer(evidence.setting().renewInterval(), LEAST).toNanos() + START_SLACK;
        for (Call call : evidence.calls()) {
            Call.Answer answer = call.answer();
            if (!call.ok(Call.Kind.CANCEL) || answer == null || answer.already()) {
                continue;
            }
            RunRow run = runs.get(call.run());
            findings.check(
                    run != null && hasEnded(run, answer, notUndone),
                    "run %s was cancelled and is %s",
                    call.run(),
                    run == null ? "gone" : run.status());
            Stream.concat(Stream.of(call.run()), cancelledChildren(call.run(), runs))
                    .flatMap(ended -> bodies.getOrDefault(ended, List.of()).stream())
                    .filter(body -> !compensations.contains(body.step().name()))
                    .forEach(body -> checkBody(body, call, grace, pauses, findings));
        }
    }

    private static boolean hasEnded(RunRow run, Call.Answer answer, Set<UUID> notUndone) {
        return run.status().equals("CANCELLED")
                || run.status().equals("FAILED") && ("FAILED".equals(answer.ending()) || notUndone.contains(run.run()));
    }

    private static Set<UUID> notUndone(Evidence evidence) {
        return evidence.tables().steps().stream()
                .filter(row -> row.isCompensation() && row.status().equals("FAILED"))
                .map(row -> row.step().run())
                .collect(Collectors.toSet());
    }

    private static Stream<UUID> cancelledChildren(UUID parent, Map<UUID, RunRow> runs) {
        return runs.values().stream()
                .filter(run ->
                        parent.equals(run.origin().parent()) && run.status().equals("CANCELLED"))
                .map(RunRow::run);
    }

    private static void checkBody(Body body, Call call, long grace, Pauses pauses, Findings findings) {
        long late = body.startedNanos() - call.endedNanos();
        findings.check(
                late <= grace + pauses.within(body.execution().process(), call.endedNanos(), body.startedNanos()),
                "%s started %s ms after the cancel was answered",
                body,
                late / 1_000_000);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
