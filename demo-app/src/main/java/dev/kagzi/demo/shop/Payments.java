package dev.kagzi.demo.shop;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Stands in for a payment service, and fails as one does. It keeps what it knows in memory. */
@Component
class Payments {

    static final String DECLINED_CARD = "4000000000000002";
    static final String FLAKY_CARD = "4000000000000119";

    private static final int FAILURES_OF_A_FLAKY_CARD = 2;

    private final Map<String, Receipt> receipts = new ConcurrentHashMap<>();
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();

    /** Takes the money once per {@code idempotencyKey}, however often it is asked. */
    Receipt charge(Order order, String idempotencyKey) {
        if (order.card().equals(DECLINED_CARD)) {
            throw new CardDeclined("The bank declined the card of order '" + order.id() + "'");
        }
        int call = calls.merge(idempotencyKey, 1, Integer::sum);
        if (order.card().equals(FLAKY_CARD) && call <= FAILURES_OF_A_FLAKY_CARD) {
            throw new PaymentsUnavailable("The payment service did not answer call " + call);
        }
        return receipts.computeIfAbsent(idempotencyKey, key -> new Receipt("pay-" + order.id(), order.amount()));
    }
}
