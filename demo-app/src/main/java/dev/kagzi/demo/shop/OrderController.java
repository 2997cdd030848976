package dev.kagzi.demo.shop;

import java.net.URI;
import java.time.Duration;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.annotation.DurationFormat.Style;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The shop's own REST endpoint. */
@RestController
@RequestMapping("/orders")
class OrderController {

    private final Orders orders;

    OrderController(Orders orders) {
        this.orders = orders;
    }

    @PostMapping
    ResponseEntity<OrderView> place(@RequestBody Order order) {
        OrderView placed = orders.place(order);
        return ResponseEntity.accepted()
                .location(URI.create("/orders/" + placed.id()))
                .body(placed);
    }

    /** Answers when the order's run is finished, at the latest after {@code wait}. */
    @GetMapping("/{id}")
    ResponseEntity<OrderView> find(
            @PathVariable String id,
            @RequestParam(defaultValue = "0s") @DurationFormat(style = Style.SIMPLE) Duration wait) {
        return ResponseEntity.of(orders.find(id, wait));
    }
}
