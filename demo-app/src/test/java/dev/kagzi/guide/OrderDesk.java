package dev.kagzi.guide;

import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Run;
import dev.kagzi.demo.shop.Order;
import dev.kagzi.demo.shop.OrderOutcome;

/** Starts runs of a workflow that it has no class of. */
class OrderDesk {

    private final KagziClient kagzi;

    OrderDesk(KagziClient kagzi) {
        this.kagzi = kagzi;
    }

    String start(Order order) {
        Run<OrderOutcome> run = kagzi.start("order", order)
                .id(order.id())
                .returns(OrderOutcome.class)
                .send();
        return run.runId();
    }
}
