package dev.kagzi.chaos.load;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import java.util.ArrayList;
import java.util.List;

/** Waits for one event of a key after the other, every second time with a short patience, and notes each. */
@Workflow(name = ReaderWorkflow.NAME, backoff = "200ms", multiplier = 2, maxBackoff = "1s")
class ReaderWorkflow {

    static final String NAME = "chaos-reader";
    static final String EVENT = "chaos-news";
    static final String NOTE = "note";

    private static final int WAITS = 4;

    private final LedgerWriter ledger;

    ReaderWorkflow(LedgerWriter ledger) {
        this.ledger = ledger;
    }

    /** The numbers of the events, 0 where none came in time. */
    public List<Long> run(Reading reading, WorkflowContext context) throws InterruptedException {
        long execution = ledger.entered(context.runId(), context.attempt());
        List<Long> numbers = new ArrayList<>();
        for (int i = 1; i <= WAITS; i++) {
            numbers.add(context.waitForEvent(EVENT, reading.key(), i % 2 == 0 ? "600ms" : "3s", LoadPlan.class)
                    .map(LoadPlan::number)
                    .orElse(0L));
            note(execution, i);
        }
        return numbers;
    }

    @Step
    String note(long execution, int occurrence) throws InterruptedException {
        return new LedgerBody(ledger, execution, NOTE, occurrence).complete(5);
    }

    /** Whose events to read. */
    public record Reading(String key) {}
}
