package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Call;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Tables.RunRow;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Starts that name the same id or the same run are one run with one creation; another input under an id changes nothing. */
final class StartsAreIdempotent implements Invariant {

    @Override
    public String name() {
        return "I20 starts are idempotent";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        List<Call> starts = evidence.calls().stream()
                .filter(call -> call.kind() == Call.Kind.START)
                .toList();
        starts.stream()
                .filter(call -> call.id() != null)
                .collect(Collectors.groupingBy(call -> Objects.requireNonNull(call.id())))
                .forEach((id, calls) -> checkId(id, calls, evidence, findings));
        starts.stream()
                .collect(Collectors.groupingBy(Call::run))
                .forEach((run, calls) -> checkCreations("run " + run, calls, findings));
    }

    private static void checkId(String id, List<Call> calls, Evidence evidence, Findings findings) {
        Set<UUID> answered = new HashSet<>();
        Set<String> accepted = new HashSet<>();
        for (Call call : calls) {
            Call.Answer answer = call.answer();
            if (call.ok(Call.Kind.START) && answer != null && answer.run() != null) {
                answered.add(answer.run());
                accepted.add(Objects.requireNonNull(call.input()));
            }
        }
        findings.check(answered.size() <= 1, "id %s was answered with runs %s", id, answered);
        findings.check(accepted.size() <= 1, "id %s was accepted with different inputs %s", id, accepted);
        List<RunRow> rows = evidence.tables().runs().stream()
                .filter(run -> id.equals(run.id()))
                .toList();
        findings.check(rows.size() <= 1, "id %s has %s runs", id, rows.size());
        checkCreations("id " + id, calls, findings);
    }

    private static void checkCreations(String what, List<Call> calls, Findings findings) {
        long created = calls.stream()
                .filter(call -> {
                    Call.Answer answer = call.answer();
                    return call.ok(Call.Kind.START) && answer != null && answer.created();
                })
                .count();
        findings.check(created <= 1, "%s was created %s times", what, created);
    }
}
