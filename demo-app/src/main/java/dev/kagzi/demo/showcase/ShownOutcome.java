package dev.kagzi.demo.showcase;

import dev.kagzi.demo.shop.Order;
import dev.kagzi.demo.shop.OrderOutcome;
import dev.kagzi.demo.shop.OrderView;
import dev.kagzi.demo.shop.Shipment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What became of a sample order, beside what should have. */
record ShownOutcome(SampleOrder sample, OrderView view) {

    /** Kind of the outcome, or the run's status where there is none. */
    String actual() {
        OrderOutcome outcome = view.outcome();
        return outcome == null ? view.status() : outcome.kind().name();
    }

    boolean isAsExpected() {
        return actual().equals(sample.expected()) && hasItsTexts();
    }

    /** What the outcome does not say by itself. */
    @Nullable String remark() {
        if (!hasItsTexts()) {
            return "the texts came back changed";
        }
        OrderOutcome outcome = view.outcome();
        return outcome == null ? view.failure() : outcome.reason();
    }

    /** A packing slip holds the customer's texts as they were sent, whatever their script and length. */
    private boolean hasItsTexts() {
        Order order = sample.order();
        OrderOutcome outcome = view.outcome();
        Shipment shipment = outcome == null ? null : outcome.shipment();
        return shipment == null
                || shipment.packingSlip().contains(order.customer())
                        && shipment.packingSlip().contains(Objects.requireNonNullElse(order.note(), ""));
    }
}
