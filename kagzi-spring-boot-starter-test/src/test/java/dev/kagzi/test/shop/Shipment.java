package dev.kagzi.test.shop;

public record Shipment(String parcel) {}
