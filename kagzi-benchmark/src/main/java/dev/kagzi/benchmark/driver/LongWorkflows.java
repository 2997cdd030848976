package dev.kagzi.benchmark.driver;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/** Runs of very many steps. */
@Component
class LongWorkflows {

    static final String LONG = "long";
    static final String WIDE = "wide";
    static final String EVENT = "go-on";

    /** When each step of the last long run was entered, in nanoseconds. */
    static volatile long[] entered = {};

    /** When the last long run had been replayed. */
    static volatile long replayed;

    @Workflow(name = LONG)
    public Body.Result goOn(int steps, WorkflowContext ctx) {
        for (int step = 0; step < steps; step++) {
            work(step);
        }
        ctx.waitForEvent(EVENT, ctx.runId(), "1h", Boolean.class);
        replayed = System.nanoTime();
        return new Body.Result(steps, steps, Body.TEXT);
    }

    @Workflow(name = WIDE)
    public Body.Result goAllWays(int branches, WorkflowContext ctx) {
        ctx.parallel("branches", IntStream.range(0, branches).boxed().toList(), this::work);
        return new Body.Result(branches, branches, Body.TEXT);
    }

    @Step
    Body.Result work(int step) {
        if (step < entered.length) {
            entered[step] = System.nanoTime();
        }
        return Body.run(step, 1);
    }
}
