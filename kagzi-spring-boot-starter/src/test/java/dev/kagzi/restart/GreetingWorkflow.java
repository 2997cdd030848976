package dev.kagzi.restart;

import dev.kagzi.Step;
import dev.kagzi.Workflow;

/** The workflow of an application that is restarted. */
@Workflow
public class GreetingWorkflow {

    public String greet(Name name) {
        return greeting(name);
    }

    @Step
    String greeting(Name name) {
        return "Hello " + name.text();
    }
}
