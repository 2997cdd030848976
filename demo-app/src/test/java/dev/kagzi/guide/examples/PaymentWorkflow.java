package dev.kagzi.guide.examples;

import dev.kagzi.Step;
import dev.kagzi.Workflow;

@Workflow(concurrency = 2, concurrencyKey = "customer.id")
public class PaymentWorkflow {

    private final SlowBank bank;

    PaymentWorkflow(SlowBank bank) {
        this.bank = bank;
    }

    public Receipt pay(Payment payment) {
        return charge(payment);
    }

    @Step
    Receipt charge(Payment payment) {
        return bank.charge(payment);
    }

    record Customer(String id) {}

    record Payment(Customer customer, long cents) {}

    record Receipt(String customer, long cents) {}

    interface SlowBank {

        Receipt charge(Payment payment);
    }
}
