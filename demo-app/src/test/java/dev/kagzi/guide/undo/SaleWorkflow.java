package dev.kagzi.guide.undo;

import dev.kagzi.Step;
import dev.kagzi.StepContext;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import dev.kagzi.guide.undo.Stock.Call;
import java.util.concurrent.CountDownLatch;
import org.springframework.beans.factory.annotation.Value;

/** Takes a teapot and a box from the stock, then the money, and waits to be picked up. */
@Workflow
class SaleWorkflow {

    static final String PICKED_UP = "sale.picked-up";

    private final Stock stock;
    private final boolean stuck;

    /** @param stuck whether the box is put back, but the step that does it never ends */
    SaleWorkflow(Stock stock, @Value("${sale.stuck}") boolean stuck) {
        this.stock = stock;
        this.stuck = stuck;
    }

    public void sell(Order order, WorkflowContext ctx) {
        reserve(order, "teapot", 2);
        reserve(order, "box", 1);
        charge(order);
        ctx.waitForEvent(PICKED_UP, order.id(), "1d", String.class);
    }

    @Step(compensate = "release")
    void reserve(Order order, String goods, int pieces) {
        note("reserve-" + goods, -pieces, order);
    }

    @Step(maxAttempts = 1, compensate = "payBack")
    String charge(Order order) {
        if (order.declined()) {
            throw new IllegalStateException("The bank says no to " + order.id());
        }
        note("charge", 0, order);
        return "payment-" + order.id();
    }

    void release(Order order, String goods, int pieces) throws InterruptedException {
        note("release-" + goods, pieces, order);
        if (stuck && goods.equals("box")) {
            new CountDownLatch(1).await();
        }
    }

    void payBack(Order order, String payment) {
        note("pay-back-" + payment, 0, order);
    }

    private void note(String what, int pieces, Order order) {
        stock.note(new Call(what, pieces, order.id(), StepContext.current().idempotencyKey()));
    }

    record Order(String id, boolean declined) {}
}
