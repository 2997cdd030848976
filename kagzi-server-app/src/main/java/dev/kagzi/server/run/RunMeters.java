package dev.kagzi.server.run;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.metrics.WorkflowLabels;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Counts runs that begin and runs that end, once that is committed. */
@Component
public class RunMeters {

    private final MeterRegistry registry;
    private final WorkflowLabels workflows;
    private final RunFigures figures;

    RunMeters(MeterRegistry registry, WorkflowLabels workflows, RunFigures figures) {
        this.registry = registry;
        this.workflows = workflows;
        this.figures = figures;
    }

    void started(UUID namespaceId, String workflow, long runs) {
        Transactions.afterCommit(() -> {
            Counter.builder("kagzi.server.runs.started")
                    .description("Runs accepted")
                    .tag("workflow", workflows.of(workflow))
                    .register(registry)
                    .increment(runs);
            figures.started(namespaceId, workflow, runs);
        });
    }

    /** A worker was not heard of for longer than its lease of this run. */
    public void leaseLost(UUID namespaceId, String workflow) {
        Transactions.afterCommit(() -> figures.leaseLost(namespaceId, workflow));
    }

    /** So many runs have reached this status, if it is a final one; others are not counted. */
    public void finished(UUID namespaceId, String workflow, RunStatus status, long runs) {
        if (status.isFinal()) {
            Transactions.afterCommit(() -> {
                Counter.builder("kagzi.server.runs.finished")
                        .description("Runs that have reached a final status")
                        .tag("workflow", workflows.of(workflow))
                        .tag("status", status.name().toLowerCase(Locale.ROOT))
                        .register(registry)
                        .increment(runs);
                figures.finished(namespaceId, workflow, status, runs);
            });
        }
    }
}
