package dev.kagzi.guide;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;

@Workflow
public class GreetingWorkflow {

    public String greet(String name, WorkflowContext ctx) {
        String greeting = write(name);
        ctx.sleep("let it dry", "20s");
        return deliver(greeting);
    }

    @Step
    String write(String name) {
        System.out.println("Writing to " + name);
        return "Hello " + name;
    }

    @Step(maxAttempts = 5, backoff = "1s", timeout = "10s")
    String deliver(String greeting) {
        System.out.println("Delivering '" + greeting + "'");
        return greeting + "!";
    }
}
