package dev.kagzi.server.worker;

import dev.kagzi.protocol.worker.WorkflowOffer;

/**
 * A version of a workflow as it is declared.
 *
 * @param workers live workers that offer it
 */
public record DeclaredWorkflow(WorkflowOffer offer, int workers) {}
