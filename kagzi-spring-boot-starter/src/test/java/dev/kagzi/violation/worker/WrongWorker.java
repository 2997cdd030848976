package dev.kagzi.violation.worker;

import dev.kagzi.violation.definition.WrongDefinition;

public record WrongWorker(WrongDefinition definition) {}
