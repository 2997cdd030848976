package dev.kagzi.guide.undo;

import dev.kagzi.Step;
import dev.kagzi.StepContext;
import dev.kagzi.Workflow;
import dev.kagzi.guide.undo.SaleWorkflow.Order;
import dev.kagzi.guide.undo.Stock.Call;

/** Sells goods with long descriptions, which together are more than one answer of the server brings. */
@Workflow
class LongSaleWorkflow {

    static final int GOODS = 60;

    private static final String DESCRIPTION = "x".repeat(8_000);

    private final Stock stock;

    LongSaleWorkflow(Stock stock) {
        this.stock = stock;
    }

    public void sell(Order order) {
        for (int i = 0; i < GOODS; i++) {
            take(order, i);
        }
        throw new IllegalStateException("Nobody came for " + order.id());
    }

    @Step(compensate = "giveBack")
    String take(Order order, int number) {
        note("take-" + number, -1, order);
        return number + DESCRIPTION;
    }

    void giveBack(Order order, int number, String taken) {
        if (taken.equals(number + DESCRIPTION)) {
            note("give-back-" + number, 1, order);
        }
    }

    private void note(String what, int pieces, Order order) {
        stock.note(new Call(what, pieces, order.id(), StepContext.current().idempotencyKey()));
    }
}
