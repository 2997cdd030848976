package dev.kagzi.server.lease;

import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.server.metrics.DatabaseTimers;
import dev.kagzi.server.metrics.WorkflowLabels;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Counts claims, what is reported under them, and those that expire. */
@Component
class LeaseMeters {

    private final MeterRegistry registry;
    private final WorkflowLabels workflows;
    private final Timer claims;
    private final DistributionSummary claimSizes;
    private final Counter expirations;

    LeaseMeters(MeterRegistry registry, WorkflowLabels workflows) {
        this.registry = registry;
        this.workflows = workflows;
        this.claims = DatabaseTimers.named("kagzi.server.claim")
                .description("Time that a poll's look for runs takes, to the end of its transaction")
                .register(registry);
        this.claimSizes = DistributionSummary.builder("kagzi.server.claim.size")
                .description("Runs that one poll was given")
                .register(registry);
        this.expirations = Counter.builder("kagzi.server.lease.expirations")
                .description("Leases that ran out: their workers died, hung or lost the server")
                .register(registry);
    }

    /** Times a look for runs, whether there are any or not. */
    Claimed time(Supplier<Claimed> look) {
        return Objects.requireNonNull(claims.record(look));
    }

    void claimed(List<ClaimedRun> runs) {
        if (runs.isEmpty()) {
            return;
        }
        claimSizes.record(runs.size());
        counts(runs, ClaimedRun::workflow)
                .forEach((workflow, claims) -> Counter.builder("kagzi.server.claims")
                        .description("Runs given to workers")
                        .tag("workflow", workflows.of(workflow))
                        .register(registry)
                        .increment(claims));
    }

    void expired(int leases) {
        expirations.increment(leases);
    }

    void reported(List<ReportResult> results) {
        counts(results, LeaseMeters::name)
                .forEach((name, reports) -> Counter.builder("kagzi.server.reports")
                        .description("Reports of workers")
                        .tag("result", name)
                        .register(registry)
                        .increment(reports));
    }

    private static <T> Map<String, Long> counts(List<T> all, Function<T, String> label) {
        return all.stream().collect(Collectors.groupingBy(label, Collectors.counting()));
    }

    private static String name(ReportResult result) {
        if (result.code() != null) {
            return result.code().name().toLowerCase(Locale.ROOT);
        }
        return Boolean.TRUE.equals(result.repeated()) ? "repeated" : "ok";
    }
}
