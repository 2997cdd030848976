package dev.kagzi.demo.showcase;

import dev.kagzi.demo.shop.Order;
import dev.kagzi.demo.shop.OrderView;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.client.RestClient;

/** A customer of the shop: knows its REST endpoint and nothing else. */
final class ShopClient {

    private final RestClient rest;

    ShopClient(String url) {
        this.rest = RestClient.create(url);
    }

    OrderView place(Order order) {
        return answer(rest.post().uri("/orders").body(order).retrieve().body(OrderView.class));
    }

    /** The order once it is finished, or as it is after {@code wait}. */
    OrderView find(String id, Duration wait) {
        return answer(rest.get()
                .uri("/orders/{id}?wait={wait}", id, wait.toSeconds() + "s")
                .retrieve()
                .body(OrderView.class));
    }

    private static OrderView answer(@Nullable OrderView body) {
        return Objects.requireNonNull(body, "The shop answered without a body");
    }
}
