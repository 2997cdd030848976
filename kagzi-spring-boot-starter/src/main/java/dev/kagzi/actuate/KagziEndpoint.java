package dev.kagzi.actuate;

import dev.kagzi.definition.Setting;
import dev.kagzi.definition.WorkflowDefinition;
import dev.kagzi.definition.WorkflowDefinitions;
import dev.kagzi.worker.WorkerLifecycle;
import dev.kagzi.worker.WorkerStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** {@code /actuator/kagzi}: what the worker does and what the workflows are set to. A write pauses the worker or lets it go on. */
@Endpoint(id = "kagzi")
public final class KagziEndpoint {

    private final WorkerLifecycle worker;
    private final WorkflowDefinitions definitions;

    public KagziEndpoint(WorkerLifecycle worker, WorkflowDefinitions definitions) {
        this.worker = worker;
        this.definitions = definitions;
    }

    /** What is shown. */
    public record Description(WorkerStatus worker, List<Workflow> workflows) {}

    /**
     * A workflow with its effective settings.
     *
     * @param settings by attribute, each with the place it comes from
     * @param steps settings of each step that its runs can call, of whichever bean; by class and name where a name is used twice
     */
    public record Workflow(
            String name,
            int version,
            List<String> aliases,
            String method,
            Map<String, Setting<String>> settings,
            Map<String, Map<String, Setting<String>>> steps) {}

    /** What the worker may be told. */
    public enum Action {
        PAUSE,
        RESUME
    }

    /** The worker and all workflows of the application. */
    @ReadOperation
    public Description describe() {
        return new Description(
                worker.status(),
                definitions.all().stream()
                        .sorted(Comparator.comparing(WorkflowDefinition::name)
                                .thenComparing(WorkflowDefinition::version))
                        .map(KagziEndpoint::workflow)
                        .toList());
    }

    private static Workflow workflow(WorkflowDefinition definition) {
        Map<String, Map<String, Setting<String>>> steps = new TreeMap<>();
        definition.steps().forEach((name, step) -> steps.put(name, texts(step.settings())));
        return new Workflow(
                definition.name(),
                definition.version(),
                definition.aliases(),
                definition.method().toString(),
                texts(definition.settings()),
                steps);
    }

    private static Map<String, Setting<String>> texts(Map<String, Setting<?>> settings) {
        Map<String, Setting<String>> texts = new TreeMap<>();
        settings.forEach(
                (name, setting) -> texts.put(name, new Setting<>(String.valueOf(setting.value()), setting.source())));
        return texts;
    }

    /**
     * Tells the worker to take no further runs, or to go on.
     *
     * @param action {@code pause} or {@code resume}
     * @return how the worker stands then
     */
    @WriteOperation
    public WorkerStatus tell(Action action) {
        if (action == Action.PAUSE) {
            worker.pause();
        } else {
            worker.resume();
        }
        return worker.status();
    }
}
