package dev.kagzi.demo.showcase;

import dev.kagzi.demo.shop.Order;

/**
 * An order of {@code orders.json}.
 *
 * @param expected kind of the outcome, or the run's status where the run does not complete
 */
record SampleOrder(String expected, Order order) {

    /** The same order under an id of this batch, so that every batch places it anew. */
    SampleOrder in(Batch batch) {
        Order o = order;
        return new SampleOrder(
                expected,
                new Order(
                        batch.name() + "-" + o.id(),
                        o.customer(),
                        o.address(),
                        o.article(),
                        o.quantity(),
                        o.amount(),
                        o.card(),
                        o.note()));
    }
}
