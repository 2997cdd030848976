package dev.kagzi.benchmark.driver;

import dev.kagzi.Step;
import dev.kagzi.Workflow;

/** Ten steps in sequence. */
@Workflow(name = TenSteps.NAME)
class TenSteps {

    static final String NAME = "ten-steps";

    public Body.Result run(int number) {
        Body.Result last = work(number, 1);
        for (int step = 2; step <= Workload.W2.steps(); step++) {
            last = work(number, step);
        }
        return last;
    }

    @Step
    Body.Result work(int number, int step) {
        return Body.run(number, step);
    }
}
