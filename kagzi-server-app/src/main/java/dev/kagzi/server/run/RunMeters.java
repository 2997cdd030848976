package dev.kagzi.server.run;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.metrics.WorkflowLabels;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Counts runs that begin and runs that end, once that is committed. */
@Component
public class RunMeters {

    private final MeterRegistry registry;
    private final WorkflowLabels workflows;

    RunMeters(MeterRegistry registry, WorkflowLabels workflows) {
        this.registry = registry;
        this.workflows = workflows;
    }

    void started(String workflow, long runs) {
        Transactions.afterCommit(() -> Counter.builder("kagzi.server.runs.started")
                .description("Runs accepted")
                .tag("workflow", workflows.of(workflow))
                .register(registry)
                .increment(runs));
    }

    /** So many runs have reached this status, if it is a final one; others are not counted. */
    public void finished(String workflow, RunStatus status, long runs) {
        if (status.isFinal()) {
            Transactions.afterCommit(() -> Counter.builder("kagzi.server.runs.finished")
                    .description("Runs that have reached a final status")
                    .tag("workflow", workflows.of(workflow))
                    .tag("status", status.name().toLowerCase(Locale.ROOT))
                    .register(registry)
                    .increment(runs));
        }
    }
}
