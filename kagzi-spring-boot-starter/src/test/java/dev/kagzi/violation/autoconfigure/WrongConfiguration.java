package dev.kagzi.violation.autoconfigure;

public class WrongConfiguration {}
