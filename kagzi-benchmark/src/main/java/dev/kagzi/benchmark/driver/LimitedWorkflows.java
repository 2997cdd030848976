package dev.kagzi.benchmark.driver;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import java.util.concurrent.CountDownLatch;
import org.springframework.stereotype.Component;

/** One step under different limits. */
@Component
class LimitedWorkflows {

    static final String ROOMY = "roomy";
    static final String FIVE = "five-of-a-customer";
    static final String ONE = "one-of-a-customer";
    static final String THROTTLED = "throttled";
    static final String LOW = "low";
    static final String HIGH = "high";

    /** While it is closed the one place of {@link #ONE} stays taken. */
    static final CountDownLatch door = new CountDownLatch(1);

    @Workflow(name = ROOMY, concurrency = 1_000, concurrencyKey = "customer")
    public Body.Result roomy(Order order) {
        return work(order);
    }

    @Workflow(name = FIVE, concurrency = 5, concurrencyKey = "customer")
    public Body.Result five(Order order) {
        return work(order);
    }

    @Workflow(name = ONE, concurrency = 1, concurrencyKey = "customer")
    public Body.Result one(Order order) throws InterruptedException {
        return order.customer().equals(LimitsDriver.CROWD) ? hold(order) : work(order);
    }

    @Workflow(name = THROTTLED)
    public Body.Result throttled(Order order) {
        return work(order);
    }

    @Workflow(name = LOW)
    public Body.Result low(Order order) {
        return work(order);
    }

    @Workflow(name = HIGH, priority = 1)
    public Body.Result high(Order order) {
        return work(order);
    }

    @Step
    Body.Result work(Order order) {
        Arrivals.of(order.customer());
        return Body.run(order.number(), 1);
    }

    @Step
    Body.Result hold(Order order) throws InterruptedException {
        Arrivals.of(order.customer());
        door.await();
        return Body.run(order.number(), 1);
    }
}
