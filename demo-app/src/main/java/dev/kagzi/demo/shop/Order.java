package dev.kagzi.demo.shop;

import org.jspecify.annotations.Nullable;

/**
 * What a customer ordered.
 *
 * @param id made by the caller: placing the same order twice places it once
 * @param amount in cents
 * @param card number of the card to charge
 * @param note what the customer wants to have on the packing slip
 */
public record Order(
        String id,
        String customer,
        String address,
        String article,
        int quantity,
        long amount,
        String card,
        @Nullable String note) {}
