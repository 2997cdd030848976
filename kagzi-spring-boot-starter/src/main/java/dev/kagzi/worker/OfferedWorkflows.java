package dev.kagzi.worker;

import dev.kagzi.WorkflowReference;
import dev.kagzi.definition.InvalidDefinitionException;
import dev.kagzi.definition.ReferencedWorkflows;
import dev.kagzi.definition.RetryPolicy;
import dev.kagzi.definition.Schedule;
import dev.kagzi.definition.Setting;
import dev.kagzi.definition.WorkflowDefinition;
import dev.kagzi.definition.WorkflowDefinitions;
import dev.kagzi.protocol.LimitSource;
import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.Overlap;
import dev.kagzi.protocol.RetryOffer;
import dev.kagzi.protocol.json.PropertyPath;
import dev.kagzi.protocol.worker.WorkflowOffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The workflows this worker takes runs of: all of the application, or those of {@code kagzi.worker.workflows}. */
final class OfferedWorkflows {

    /** What a server takes of one worker. */
    private static final int MOST = 1_000;

    private final List<WorkflowDefinition> offered;
    private final ReferencedWorkflows referenced;
    private final Map<String, List<WorkflowDefinition>> byName = new HashMap<>();
    private final Map<String, String> byAlias = new HashMap<>();

    private OfferedWorkflows(List<WorkflowDefinition> offered, ReferencedWorkflows referenced) {
        this.offered = offered;
        this.referenced = referenced;
        for (WorkflowDefinition definition : offered) {
            byName.computeIfAbsent(definition.name(), name -> new ArrayList<>()).add(definition);
            for (String alias : definition.aliases()) {
                byName.computeIfAbsent(alias, name -> new ArrayList<>()).add(definition);
                byAlias.putIfAbsent(alias, definition.name());
            }
        }
    }

    static OfferedWorkflows of(WorkflowDefinitions definitions, WorkerSettings settings) {
        List<WorkflowDefinition> offered = definitions.all().stream()
                .filter(definition ->
                        settings.workflows().isEmpty() || settings.workflows().contains(definition.name()))
                .toList();
        return of(offered, definitions.referenced());
    }

    static OfferedWorkflows of(List<WorkflowDefinition> offered, ReferencedWorkflows referenced) {
        if (offered.size() > MOST) {
            throw new InvalidDefinitionException(
                    "The worker offers " + offered.size()
                            + " workflows, each version counted; a Kagzi server takes at most " + MOST
                            + " of one worker.",
                    "Let kagzi.worker.workflows name those it takes, and start another application for the others.");
        }
        return new OfferedWorkflows(offered, referenced);
    }

    boolean isEmpty() {
        return offered.isEmpty();
    }

    Optional<WorkflowDefinition> find(String name, int version) {
        return byName.getOrDefault(name, List.of()).stream()
                .filter(definition -> definition.version() == version)
                .findFirst();
    }

    /** The workflow that a reference in workflow code means; it may run elsewhere. */
    WorkflowDefinition referenced(WorkflowReference reference) {
        return referenced.get(reference);
    }

    /** Where in the input of a workflow of this application the value is that its limits go by, or {@code null} where there is none. */
    @Nullable PropertyPath keyPath(String workflow) {
        return referenced.declared(workflow).map(WorkflowDefinition::keyPath).orElse(null);
    }

    /** Today's name of a workflow that a run may know by an old one. */
    String currentName(String name) {
        return byAlias.getOrDefault(name, name);
    }

    Map<String, List<Integer>> versions() {
        return offered.stream()
                .collect(Collectors.groupingBy(
                        WorkflowDefinition::name,
                        TreeMap::new,
                        Collectors.mapping(WorkflowDefinition::version, Collectors.toList())));
    }

    /** How many runs of a workflow, over all its versions, this worker takes at once. */
    int concurrency(String name, int total) {
        return offered.stream()
                .filter(definition -> definition.name().equals(name))
                .map(WorkflowDefinition::workerConcurrency)
                .mapToInt(bound -> bound == null ? total : Math.min(bound, total))
                .min()
                .orElse(total);
    }

    List<WorkflowOffer> offers() {
        return offered.stream().map(OfferedWorkflows::offer).toList();
    }

    private static WorkflowOffer offer(WorkflowDefinition definition) {
        RetryPolicy retry = definition.retry();
        return new WorkflowOffer(
                definition.name(),
                definition.version(),
                definition.aliases().isEmpty() ? null : definition.aliases(),
                definition.workerConcurrency(),
                definition.timeout(),
                new RetryOffer(
                        retry.maxAttempts(), retry.backoff(), retry.multiplier(), retry.maxBackoff(), retry.jitter()),
                definition.on().isEmpty() ? null : definition.on(),
                schedules(definition),
                definition.priority(),
                definition.limits().equals(Limits.NONE) ? null : definition.limits(),
                sources(definition));
    }

    /** Those of its limits that an annotation has not set. */
    private static @Nullable Map<String, LimitSource> sources(WorkflowDefinition definition) {
        Map<String, LimitSource> sources = new TreeMap<>();
        for (String limit : List.of("concurrency", "concurrencyKey", "onLimit", "throttle")) {
            Setting<?> setting = definition.settings().get(limit);
            if (setting != null && setting.source().startsWith("kagzi.")) {
                sources.put(limit, LimitSource.CONFIGURATION);
            }
        }
        return sources.isEmpty() ? null : sources;
    }

    /** A workflow has one schedule, which bears its name. */
    private static @Nullable List<WorkflowOffer.Schedule> schedules(WorkflowDefinition definition) {
        Schedule schedule = definition.schedule();
        return schedule == null
                ? null
                : List.of(new WorkflowOffer.Schedule(
                        definition.name(),
                        schedule.cron(),
                        schedule.zone().getId(),
                        Overlap.valueOf(schedule.overlap().name()),
                        schedule.catchUp()));
    }
}
