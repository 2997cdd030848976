package dev.kagzi.benchmark.driver;

import dev.kagzi.Step;
import dev.kagzi.Workflow;

/** One step. */
@Workflow(name = OneStep.NAME)
class OneStep {

    static final String NAME = "one-step";

    public Body.Result run(int number) {
        return work(number);
    }

    @Step
    Body.Result work(int number) {
        return Body.run(number, 1);
    }
}
