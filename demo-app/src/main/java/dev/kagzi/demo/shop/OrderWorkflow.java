package dev.kagzi.demo.shop;

import dev.kagzi.Step;
import dev.kagzi.StepContext;
import dev.kagzi.StepFailedException;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;

/** The life of an order, from the customer's click to the parcel. */
@Workflow(timeout = "1h")
public class OrderWorkflow {

    private final ShopSettings settings;
    private final Warehouse warehouse;
    private final Payments payments;
    private final Carrier carrier;
    private final Mailer mailer;

    OrderWorkflow(ShopSettings settings, Warehouse warehouse, Payments payments, Carrier carrier, Mailer mailer) {
        this.settings = settings;
        this.warehouse = warehouse;
        this.payments = payments;
        this.carrier = carrier;
        this.mailer = mailer;
    }

    public OrderOutcome process(Order order, WorkflowContext ctx) {
        validate(order);
        if (!reserveStock(order)) {
            return OrderOutcome.outOfStock();
        }
        Receipt receipt;
        try {
            receipt = charge(order);
        } catch (StepFailedException e) {
            releaseStock(order);
            if (e.is(CardDeclined.class)) {
                return OrderOutcome.declined(e.failureMessage());
            }
            throw e;
        }
        ctx.sleep("cooling-off", settings.coolingOff());
        Shipment shipment = ship(order);
        notifyCustomer(order, shipment);
        return OrderOutcome.shipped(receipt, shipment);
    }

    @Step
    void validate(Order order) {
        if (order.quantity() < 1 || order.amount() < 1) {
            throw new InvalidOrder("Order '" + order.id() + "' is for " + order.quantity() + " pieces and "
                    + order.amount() + " cents; both must be at least 1");
        }
    }

    @Step
    boolean reserveStock(Order order) {
        return warehouse.reserve(order);
    }

    @Step(maxAttempts = 5, backoff = "500ms", timeout = "20s", noRetryFor = CardDeclined.class)
    Receipt charge(Order order) {
        return payments.charge(order, StepContext.current().idempotencyKey());
    }

    @Step
    void releaseStock(Order order) {
        warehouse.release(order);
    }

    @Step
    Shipment ship(Order order) {
        return carrier.ship(order);
    }

    @Step
    void notifyCustomer(Order order, Shipment shipment) {
        mailer.send(order, "Your parcel is on its way: " + shipment.trackingNumber());
    }
}
