package dev.kagzi.benchmark.driver;

import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import java.time.Duration;

/** Sleeps for longer than anything is measured. */
@Workflow(name = Sleeper.NAME)
class Sleeper {

    static final String NAME = "sleeper";

    public void run(WorkflowContext ctx) {
        ctx.sleep(Duration.ofDays(30));
    }
}
