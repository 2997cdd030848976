package dev.kagzi.demo.shop;

import org.springframework.stereotype.Component;

/** Stands in for a parcel service. */
@Component
class Carrier {

    Shipment ship(Order order) {
        String slip = order.quantity() + " × " + order.article() + "\n" + order.customer() + "\n" + order.address();
        return new Shipment("track-" + order.id(), order.note() == null ? slip : slip + "\n" + order.note());
    }
}
