package dev.kagzi.guide.examples;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

@Component
public class AccountWorkflows {

    private final String application;

    AccountWorkflows(@Value("${spring.application.name:accounts}") String application) {
        this.application = application;
    }

    @Workflow
    public String openAccount(String owner) {
        return note("opened for " + owner);
    }

    @Workflow(workerConcurrency = 1)
    public String closeAccount(String owner) {
        return note("closed for " + owner);
    }

    @Step
    String note(String what) {
        return what + " by " + application;
    }
}
