package dev.kagzi.test.shop;

import dev.kagzi.Step;
import dev.kagzi.StepContext;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;

@Workflow(on = "order.created", timeout = "7d")
public class OrderWorkflow {

    private final Payments payments;
    private final Stock stock;

    OrderWorkflow(Payments payments, Stock stock) {
        this.payments = payments;
        this.stock = stock;
    }

    public Receipt process(Order order, WorkflowContext ctx) {
        reserve(order);
        Receipt receipt = charge(order);
        ctx.sleep("cooling-off", "30s");
        ctx.waitForEvent("order.shipped", order.id(), "3d", Shipment.class)
                .ifPresentOrElse(shipment -> mailShipped(order, shipment), () -> escalate(order));
        return receipt;
    }

    @Step(compensate = "release")
    void reserve(Order order) {
        stock.reserve(order.id());
    }

    void release(Order order) {
        stock.release(order.id());
    }

    @Step(maxAttempts = 5, backoff = "1s", maxBackoff = "1m", timeout = "20s", noRetryFor = CardDeclined.class)
    Receipt charge(Order order) {
        return payments.charge(order, StepContext.current().idempotencyKey());
    }

    @Step
    void mailShipped(Order order, Shipment shipment) {}

    @Step
    void escalate(Order order) {}
}
