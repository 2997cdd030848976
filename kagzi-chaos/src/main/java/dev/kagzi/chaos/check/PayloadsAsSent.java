package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Call;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Tables.RunRow;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The input that was accepted is the input that is kept. */
final class PayloadsAsSent implements Invariant {

    @Override
    public String name() {
        return "I24 inputs as sent";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Map<UUID, RunRow> runs = evidence.tables().runsById();
        for (Call call : evidence.calls()) {
            Call.Answer answer = call.answer();
            if (call.ok(Call.Kind.START) && answer != null && answer.run() != null) {
                RunRow run = runs.get(answer.run());
                findings.check(
                        run == null || Objects.equals(run.input(), call.input()),
                        "run %s: sent %s, kept %s",
                        answer.run(),
                        call.input(),
                        run == null ? null : run.input());
            }
        }
    }
}
