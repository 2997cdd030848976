package dev.kagzi.demo.shop;

import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Stands in for the shop's stock. It keeps what it knows in memory. */
@Component
class Warehouse {

    private static final Map<String, Integer> STOCK = Map.of("teapot", 500, "kettle", 500, "samovar", 2, "gaiwan", 500);

    private final Map<String, Reservation> reservations = new HashMap<>();

    /** Reserves what the order needs, once per order; {@code false} when there is not enough. */
    synchronized boolean reserve(Order order) {
        if (reservations.containsKey(order.id())) {
            return true;
        }
        if (available(order.article()) < order.quantity()) {
            return false;
        }
        reservations.put(order.id(), new Reservation(order.article(), order.quantity()));
        return true;
    }

    /** Gives back what the order had reserved; without a reservation there is nothing to do. */
    synchronized void release(Order order) {
        reservations.remove(order.id());
    }

    synchronized int available(String article) {
        int reserved = reservations.values().stream()
                .filter(reservation -> reservation.article().equals(article))
                .mapToInt(Reservation::quantity)
                .sum();
        return STOCK.getOrDefault(article, 0) - reserved;
    }

    private record Reservation(String article, int quantity) {}
}
