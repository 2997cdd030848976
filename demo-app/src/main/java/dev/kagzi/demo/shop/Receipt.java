package dev.kagzi.demo.shop;

/**
 * A payment that was taken.
 *
 * @param amount in cents
 */
public record Receipt(String paymentId, long amount) {}
