package dev.kagzi.test.shop;

public record Order(String id, int amount) {}
