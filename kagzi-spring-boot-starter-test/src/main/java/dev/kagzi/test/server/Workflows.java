package dev.kagzi.test.server;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.worker.WorkflowOffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What workers have declared. */
final class Workflows {

    /** By name, and by version. */
    private final Map<String, TreeMap<Integer, Declared>> declared = new TreeMap<>();

    private final Map<String, String> nameByAlias = new TreeMap<>();
    private final Map<String, Set<String>> workflowsByEvent = new HashMap<>();

    /** A version as the worker that started last declares it. */
    record Declared(WorkflowOffer offer, Instant at) {}

    /**
     * A workflow.
     *
     * @param names all names its runs may be stored under, today's first
     */
    record Known(String name, List<String> names, WorkflowOffer newest) {

        @Nullable Duration timeout() {
            return newest.timeout();
        }
    }

    /** Between equal versions the process that started last decides. */
    void declare(List<WorkflowOffer> offers, Instant at) {
        for (WorkflowOffer offer : offers) {
            TreeMap<Integer, Declared> versions = declared.computeIfAbsent(offer.name(), name -> new TreeMap<>());
            Declared before = versions.get(offer.version());
            if (before == null || before.at().isBefore(at)) {
                versions.put(offer.version(), new Declared(offer, at));
            }
        }
        offers.stream()
                .sorted(Comparator.comparing(WorkflowOffer::name).thenComparing(WorkflowOffer::version))
                .forEach(offer -> aliasesOf(offer).forEach(alias -> nameByAlias.put(alias, offer.name())));
        offers.stream().map(WorkflowOffer::name).distinct().forEach(this::subscribe);
    }

    private void subscribe(String name) {
        workflowsByEvent.values().forEach(names -> names.remove(name));
        eventsOf(newest(name))
                .forEach(event -> workflowsByEvent
                        .computeIfAbsent(event, any -> new TreeSet<>())
                        .add(name));
    }

    private WorkflowOffer newest(String name) {
        return Objects.requireNonNull(declared.get(name)).lastEntry().getValue().offer();
    }

    private static List<String> aliasesOf(WorkflowOffer offer) {
        return Objects.requireNonNullElse(offer.aliases(), List.of());
    }

    static List<String> eventsOf(WorkflowOffer offer) {
        return Objects.requireNonNullElse(offer.on(), List.of());
    }

    /** The offers but for those of workflows that have another name by now. */
    List<WorkflowOffer> withoutOldNames(List<WorkflowOffer> offers) {
        return offers.stream().filter(offer -> !isOld(offer.name())).toList();
    }

    private boolean isOld(String name) {
        String today = nameByAlias.get(name);
        return today != null && !today.equals(name);
    }

    /** The workflow that has this name or had it. */
    Optional<Known> find(String name) {
        String today = isOld(name) ? Objects.requireNonNull(nameByAlias.get(name)) : name;
        if (!declared.containsKey(today) || isOld(today)) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>(List.of(today));
        nameByAlias.forEach((alias, of) -> {
            if (of.equals(today) && !alias.equals(today)) {
                names.add(alias);
            }
        });
        return Optional.of(new Known(today, List.copyOf(names), newest(today)));
    }

    Known require(String name) {
        return find(name)
                .orElseThrow(() -> new RefusedException(
                        ProblemCode.WORKFLOW_UNKNOWN,
                        "No worker has ever registered a workflow '%s' in this namespace. Check the name, or start its application first."
                                .formatted(name)));
    }

    /** Today's name for a name that runs are stored under. */
    String nameOf(String stored) {
        return find(stored).map(Known::name).orElse(stored);
    }

    /** By today's name. */
    List<Known> all() {
        return declared.keySet().stream().flatMap(name -> find(name).stream()).toList();
    }

    /** Highest first. */
    List<WorkflowOffer> versions(String name) {
        return declared.getOrDefault(name, new TreeMap<>()).descendingMap().values().stream()
                .map(Declared::offer)
                .toList();
    }

    /** Workflows that an event of this name starts. */
    List<String> startedBy(String event) {
        return workflowsByEvent.getOrDefault(event, Set.of()).stream().sorted().collect(Collectors.toList());
    }
}
