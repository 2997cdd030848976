package dev.kagzi.test.shop;

public record Receipt(String orderId, int amount) {}
