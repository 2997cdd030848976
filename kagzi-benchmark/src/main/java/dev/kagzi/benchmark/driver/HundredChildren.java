package dev.kagzi.benchmark.driver;

import dev.kagzi.ChildRun;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import java.util.List;
import java.util.stream.IntStream;

/** Starts a hundred child runs of one step, and awaits them all. */
@Workflow(name = HundredChildren.NAME)
class HundredChildren {

    static final String NAME = "hundred-children";

    public Body.Result run(int number, WorkflowContext ctx) {
        List<ChildRun<Body.Result>> children = IntStream.rangeClosed(1, Workload.W4.steps())
                .mapToObj(child -> ctx.start(OneStep::run, child))
                .toList();
        int sum = children.stream().mapToInt(child -> child.result().number()).sum();
        return new Body.Result(number, sum, Body.TEXT);
    }
}
