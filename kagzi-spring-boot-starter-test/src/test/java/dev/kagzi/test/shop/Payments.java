package dev.kagzi.test.shop;

/** Nobody has made a bean of it: tests give one. */
public interface Payments {

    Receipt charge(Order order, String idempotencyKey);
}
