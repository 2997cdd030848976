package dev.kagzi.demo.shop;

import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Run;
import dev.kagzi.client.RunFailedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The shop's orders: each is a run with the order's id as its id. */
@Component
class Orders {

    private final KagziClient kagzi;

    Orders(KagziClient kagzi) {
        this.kagzi = kagzi;
    }

    /** Places the order; once, however often it is placed. */
    OrderView place(Order order) {
        Run<OrderOutcome> run =
                kagzi.start(OrderWorkflow::process, order).id(order.id()).send();
        return view(order.id(), run, null, null);
    }
}
