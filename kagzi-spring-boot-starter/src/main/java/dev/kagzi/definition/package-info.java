/**
 * Annotations and settings, read once at start-up into {@link dev.kagzi.definition.WorkflowDefinitions}; every message about a
 * wrong declaration is written here. Knows neither runs nor the server.
 */
@NullMarked
package dev.kagzi.definition;

import org.jspecify.annotations.NullMarked;
