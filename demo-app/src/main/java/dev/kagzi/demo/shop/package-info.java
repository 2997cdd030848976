/**
 * The shop: an order is a run of {@link dev.kagzi.demo.shop.OrderWorkflow}. Its door is {@code /orders}; it does not know that
 * it is a demo.
 */
@NullMarked
package dev.kagzi.demo.shop;

import org.jspecify.annotations.NullMarked;
