package dev.kagzi.guide.order;

import dev.kagzi.Step;
import dev.kagzi.StepContext;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;

/** An order as the vision of Kagzi has it. */
@Workflow(on = "order.created", concurrency = 5, concurrencyKey = "customerId", timeout = "7d")
public class OrderWorkflow {

    private final Payments payments; // constructor injection, as in any bean
    private final Mailer mailer;

    OrderWorkflow(Payments payments, Mailer mailer) {
        this.payments = payments;
        this.mailer = mailer;
    }

    public Receipt process(Order order, WorkflowContext ctx) {
        validate(order); // a plain call on this: recorded, replayed, retried
        Receipt receipt = charge(order);
        ctx.sleep("cooling-off", "30s"); // durable; the name is for people, it need not be unique
        ctx.waitForEvent("order.shipped", order.id(), "3d", Shipment.class)
                .ifPresentOrElse(s -> mailShipped(order, s), () -> escalate(order));
        return receipt;
    }

    @Step
    void validate(Order order) {
        if (order.cents() <= 0) {
            throw new IllegalArgumentException("An order costs something");
        }
    }

    @Step(maxAttempts = 5, backoff = "1s", maxBackoff = "1m", timeout = "20s", noRetryFor = CardDeclined.class)
    Receipt charge(Order order) {
        return payments.charge(order, StepContext.current().idempotencyKey());
    }

    @Step
    void mailShipped(Order order, Shipment shipment) {
        mailer.shipped(order, shipment);
    }

    @Step
    void escalate(Order order) {
        mailer.lost(order);
    }

    record Order(String id, String customerId, long cents) {}

    record Receipt(String payment) {}

    record Shipment(String tracking) {}

    interface Payments {

        Receipt charge(Order order, String idempotencyKey);
    }

    interface Mailer {

        void shipped(Order order, Shipment shipment);

        void lost(Order order);
    }

    static class CardDeclined extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
