package dev.kagzi.chaos.load;

import dev.kagzi.Step;
import dev.kagzi.StepContext;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import java.util.List;
import java.util.stream.IntStream;

/** Many branches, each with a step, a sleep, a wait for an event and another step. */
@Workflow(name = FanOutWorkflow.NAME)
class FanOutWorkflow {

    static final String NAME = "chaos-fan-out";
    static final String EVENT = "chaos-go";

    private final LedgerWriter ledger;

    FanOutWorkflow(LedgerWriter ledger) {
        this.ledger = ledger;
    }

    /** The results of branches 0, 1, 2 and so on: the double of the number and what the branch's event brought. */
    public List<Integer> run(int width, WorkflowContext context) {
        List<Integer> items = IntStream.range(0, width).boxed().toList();
        return context.parallel("items", items, item -> {
            int doubled = begin(item);
            context.sleep("rest", "1s");
            int brought = context.waitForEvent(EVENT, context.runId() + "/" + item, "10m", Integer.class)
                    .orElse(-1_000_000);
            return finish(doubled, brought);
        });
    }

    @Step
    int begin(int item) {
        note("begin");
        return 2 * item;
    }

    @Step
    int finish(int doubled, int brought) {
        note("finish");
        return doubled + brought;
    }

    private void note(String step) {
        ledger.write("FAN-OUT", step, StepContext.current().idempotencyKey());
    }
}
