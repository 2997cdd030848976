package dev.kagzi.demo.shop;

/** A parcel on its way. */
public record Shipment(String trackingNumber, String packingSlip) {}
