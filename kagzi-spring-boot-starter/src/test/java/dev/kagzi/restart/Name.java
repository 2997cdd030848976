package dev.kagzi.restart;

/** The payload of an application that is restarted. */
public record Name(String text) {}
