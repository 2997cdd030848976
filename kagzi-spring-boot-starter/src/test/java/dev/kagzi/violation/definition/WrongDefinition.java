package dev.kagzi.violation.definition;

import dev.kagzi.violation.worker.WrongWorker;

public record WrongDefinition(WrongWorker worker) {}
