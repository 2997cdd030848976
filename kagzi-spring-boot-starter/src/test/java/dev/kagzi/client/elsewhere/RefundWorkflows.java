package dev.kagzi.client.elsewhere;

import dev.kagzi.Workflow;

/** Workflows of another package, whose protected method its subclasses alone can refer to. */
public abstract class RefundWorkflows {

    @Workflow(name = "refund")
    protected String refund(String order) {
        return order;
    }
}
