package dev.kagzi.guide.examples;

import dev.kagzi.Retry;
import dev.kagzi.Step;
import dev.kagzi.StepContext;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;

@Workflow(timeout = "7d")
public class PickUpWorkflow {

    private final Shop shop;

    PickUpWorkflow(Shop shop) {
        this.shop = shop;
    }

    public String sell(Order order, WorkflowContext ctx) {
        setAside(order);
        pay(order);
        return ctx.waitForEvent("order.picked-up", order.id(), "3d", String.class)
                .orElseThrow(() -> new IllegalStateException("Nobody came for " + order.goods()));
    }

    @Step(compensate = "putBack")
    void setAside(Order order) {
        shop.setAside(order);
    }

    @Step(noRetryFor = Declined.class, compensate = "payBack")
    String pay(Order order) {
        return shop.charge(order, StepContext.current().idempotencyKey());
    }

    void putBack(Order order) {
        shop.putBack(order);
    }

    @Step(maxAttempts = Retry.FOREVER, maxBackoff = "1h")
    void payBack(Order order, String payment) {
        shop.payBack(payment, StepContext.current().idempotencyKey());
    }

    public record Order(String id, String goods) {}

    interface Shop {

        void setAside(Order order);

        String charge(Order order, String idempotencyKey);

        void putBack(Order order);

        void payBack(String payment, String idempotencyKey);
    }

    static class Declined extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Declined(String card) {
            super("The bank says no to " + card);
        }
    }
}
