package dev.kagzi.intercept;

/** Marks generated subclasses. Public because they stand in the packages of the classes they extend. */
public interface EnhancedBean {}
