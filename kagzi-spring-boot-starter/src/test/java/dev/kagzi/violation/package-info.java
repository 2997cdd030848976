/** Breaks every rule of {@code ArchitectureTests}, and is not marked for null. */
package dev.kagzi.violation;
