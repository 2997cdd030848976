package dev.kagzi.demo.shop;

import org.jspecify.annotations.Nullable;

/**
 * How an order ended.
 *
 * @param reason why it was not shipped
 */
public record OrderOutcome(
        Kind kind,
        @Nullable Receipt receipt,
        @Nullable Shipment shipment,
        @Nullable String reason) {

    /** The ends that the shop is made for; a run that fails is none of them. */
    public enum Kind {
        SHIPPED,
        DECLINED,
        OUT_OF_STOCK
    }

    static OrderOutcome shipped(Receipt receipt, Shipment shipment) {
        return new OrderOutcome(Kind.SHIPPED, receipt, shipment, null);
    }

    static OrderOutcome declined(@Nullable String reason) {
        return new OrderOutcome(Kind.DECLINED, null, null, reason);
    }

    static OrderOutcome outOfStock() {
        return new OrderOutcome(Kind.OUT_OF_STOCK, null, null, "Not enough in stock");
    }
}
