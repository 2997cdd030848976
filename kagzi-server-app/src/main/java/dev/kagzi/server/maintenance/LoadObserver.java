package dev.kagzi.server.maintenance;

import dev.kagzi.protocol.WorkflowLoad;
import dev.kagzi.server.metrics.WorkflowLabels;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.namespace.Namespaces;
import dev.kagzi.server.worker.Workers;
import dev.kagzi.server.workflow.WorkflowLoads;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * Counts what is in the database for the gauges, every fifteen seconds, and up to a minute where that takes long, however often they
 * are asked. When the database does not answer they show no number: an old one would look like a quiet day.
 */
@Component
public class LoadObserver extends BackgroundService {

    private static final Duration INTERVAL = Duration.ofSeconds(15);
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);

    /** How many times longer than a count it rests: long lines take a while to be counted. */
    private static final int REST = 200;

    private final Namespaces namespaces;
    private final WorkflowLoads loads;
    private final Workers workers;
    private final WorkflowLabels labels;
    private final MultiGauge runs;
    private final MultiGauge oldest;
    private Map<String, Load> last = new TreeMap<>();
    private volatile double online = Double.NaN;

    LoadObserver(
            Namespaces namespaces,
            WorkflowLoads loads,
            Workers workers,
            WorkflowLabels labels,
            MeterRegistry registry,
            SweepMeters meters) {
        super("load", meters);
        this.namespaces = namespaces;
        this.loads = loads;
        this.workers = workers;
        this.labels = labels;
        this.runs = MultiGauge.builder("kagzi.server.runs")
                .description("Runs that are not finished")
                .register(registry);
        this.oldest = MultiGauge.builder("kagzi.server.runs.oldest.pending")
                .description("How long the oldest run in line has been waiting for a worker")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("kagzi.server.workers.online", () -> online)
                .description("Workers heard of within two lease durations")
                .register(registry);
    }

    /** Counts now. */
    public synchronized void runOnce() {
        try {
            Map<String, Load> counted = count();
            online = workers.online();
            last = counted;
            show(counted);
        } catch (RuntimeException e) {
            online = Double.NaN;
            last.replaceAll((workflow, load) -> Load.UNKNOWN);
            show(last);
            throw e;
        }
    }

    private Map<String, Load> count() {
        Map<String, Load> counted = new TreeMap<>();
        for (NamespaceId namespace : namespaces.all()) {
            for (WorkflowLoad load : loads.of(namespace.value())) {
                counted.merge(labels.of(load.workflow()), Load.of(load), Load::plus);
            }
        }
        return counted;
    }

    private void show(Map<String, Load> counted) {
        List<Row<?>> statuses = new ArrayList<>();
        List<Row<?>> ages = new ArrayList<>();
        counted.forEach((workflow, load) -> {
            Tags tags = Tags.of("workflow", workflow);
            statuses.add(Row.of(tags.and("status", "pending"), load.pending()));
            statuses.add(Row.of(tags.and("status", "running"), load.running()));
            statuses.add(Row.of(tags.and("status", "waiting"), load.waiting()));
            statuses.add(Row.of(tags.and("status", "needs_attention"), load.needsAttention()));
            ages.add(Row.of(tags, load.oldestPendingSeconds()));
        });
        runs.register(statuses, true);
        oldest.register(ages, true);
    }

    @Override
    Duration runAndRest() {
        long begun = System.nanoTime();
        runOnce();
        return rest(Duration.ofNanos(System.nanoTime() - begun));
    }

    static Duration rest(Duration count) {
        Duration wanted = count.multipliedBy(REST);
        if (wanted.compareTo(INTERVAL) < 0) {
            return INTERVAL;
        }
        return wanted.compareTo(LONGEST_INTERVAL) > 0 ? LONGEST_INTERVAL : wanted;
    }

    /** What there is of one workflow in all namespaces. */
    private record Load(
            double pending, double running, double waiting, double needsAttention, double oldestPendingSeconds) {

        static final Load UNKNOWN = new Load(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

        static Load of(WorkflowLoad load) {
            return new Load(
                    load.pending(), load.running(), load.waiting(), load.needsAttention(), load.oldestPendingSeconds());
        }

        Load plus(Load other) {
            return new Load(
                    pending + other.pending,
                    running + other.running,
                    waiting + other.waiting,
                    needsAttention + other.needsAttention,
                    Math.max(oldestPendingSeconds, other.oldestPendingSeconds));
        }
    }
}
