/**
 * Workflows as people and autoscalers see them: what is declared, what became of the newest runs, what there is to do. Its doors
 * are {@link dev.kagzi.server.workflow.Workflows} and {@link dev.kagzi.server.workflow.WorkflowLoads}; it changes nothing.
 */
@NullMarked
package dev.kagzi.server.workflow;

import org.jspecify.annotations.NullMarked;
