package dev.kagzi.guide.examples;

import dev.kagzi.Step;
import dev.kagzi.StepContext;
import dev.kagzi.Workflow;

@Workflow
public class RefundWorkflow {

    private final Bank bank;

    RefundWorkflow(Bank bank) {
        this.bank = bank;
    }

    public String refund(Refund refund) {
        return transfer(refund);
    }

    @Step(maxAttempts = 10)
    String transfer(Refund refund) {
        String key = StepContext.current().idempotencyKey();
        return bank.transfer(refund.account(), refund.cents(), key);
    }

    public record Refund(String order, String account, long cents) {}
}
