/**
 * Workers and what they can execute: sessions, and the workflows they have declared. The doors are {@code Sessions} and {@code
 * WorkflowRegistry}.
 */
@NullMarked
package dev.kagzi.server.worker;

import org.jspecify.annotations.NullMarked;
