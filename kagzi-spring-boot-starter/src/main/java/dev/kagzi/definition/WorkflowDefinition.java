package dev.kagzi.definition;

import dev.kagzi.OnLimit;
import dev.kagzi.Retry;
import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.json.PropertyPath;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A workflow of this application with its effective values. */
public final class WorkflowDefinition {

    private final WorkflowDeclaration declared;
    private final StepRules rules;
    private final EffectiveRetry retry;
    private final @Nullable Schedule schedule;
    private final Map<String, Setting<?>> settings;
    private final Map<Class<?>, Map<Method, StepDefinition>> steps;

    WorkflowDefinition(WorkflowDeclaration declared, DefinitionSettings configuration, Collection<DeclaredBean> beans) {
        this.declared = declared;
        this.rules = new StepRules(declared.name(), declared.retry(), configuration);
        this.retry = rules.defaults();
        EffectiveSchedule effective = schedule(configuration.workflow(declared.name()));
        this.schedule = effective.schedule();
        this.settings = settings(configuration.workflow(declared.name()), effective);
        this.steps = beans.stream()
                .collect(Collectors.toUnmodifiableMap(DeclaredBean::type, this::steps, (one, same) -> one));
    }

    /** Name, unique in the application together with {@link #version()}. */
    public String name() {
        return declared.name();
    }

    /** Version of the code, from 1. */
    public int version() {
        return declared.version();
    }

    /** Old names. */
    public List<String> aliases() {
        return declared.aliases();
    }

    /** The method a run executes, and its bean. */
    public WorkflowMethod method() {
        return declared.method();
    }

    /** Retry of its steps, where a step sets nothing of its own. */
    public RetryPolicy retry() {
        return retry.policy();
    }

    /** Deadline of a run, waiting included, or {@code null} for none. */
    public @Nullable Duration timeout() {
        return value("timeout", Duration.class);
    }

    /** Runs at once in one worker, or {@code null} where only the worker's own concurrency bounds them. */
    public @Nullable Integer workerConcurrency() {
        return value("workerConcurrency", Integer.class);
    }

    /** Limits that the server keeps. */
    public Limits limits() {
        OnLimit onLimit = value("onLimit", OnLimit.class);
        return new Limits(
                value("concurrency", Integer.class),
                value("concurrencyKey", String.class),
                onLimit == null ? null : dev.kagzi.protocol.OnLimit.valueOf(onLimit.name()),
                value("throttle", String.class));
    }

    /** Where in an input the value is that the limits go by, or {@code null} where they go by none. */
    public @Nullable PropertyPath keyPath() {
        String path = value("concurrencyKey", String.class);
        return path == null ? null : PropertyPath.of(path);
    }

    /** Priority of its runs where a start gives none, or {@code null} for none. */
    public @Nullable Integer priority() {
        return value("priority", Integer.class);
    }

    private <T> @Nullable T value(String attribute, Class<T> type) {
        Setting<?> setting = settings.get(attribute);
        return setting == null ? null : type.cast(setting.value());
    }

    /** Names of the events that start a run. */
    public List<String> on() {
        return declared.triggers().on();
    }

    /** Its schedule, or {@code null} for none. */
    public @Nullable Schedule schedule() {
        return schedule;
    }

    /** Where the values come from, by attribute; what is not set is absent. A cron of {@code -} switches a schedule off. */
    public Map<String, Setting<?>> settings() {
        return settings;
    }

    /** The steps its runs can call, of all beans, by name; those that share a name by class and name. */
    public SortedMap<String, StepDefinition> steps() {
        Map<String, Long> uses = steps.values().stream()
                .flatMap(ofBean -> ofBean.values().stream())
                .collect(Collectors.groupingBy(StepDefinition::name, Collectors.counting()));
        SortedMap<String, StepDefinition> named = new TreeMap<>();
        steps.forEach((bean, ofBean) -> ofBean.values().forEach(step -> {
            boolean shared = uses.getOrDefault(step.name(), 0L) > 1;
            named.put(shared ? bean.getName() + "." + step.name() : step.name(), step);
        }));
        return named;
    }

    /**
     * A step its runs can call, of its own bean or of another one.
     *
     * @param beanClass the user's class, which may inherit the method
     */
    public Optional<StepDefinition> step(Class<?> beanClass, Method method) {
        return Optional.ofNullable(steps.getOrDefault(beanClass, Map.of()).get(method));
    }

    /**
     * A step made in code. Properties beat what the code says, as they beat annotations.
     *
     * @param retry what the code says, or {@code null} when it says nothing
     * @param timeout longest time for one attempt, or {@code null} when the code says nothing
     */
    public StepDefinition stepInCode(String name, @Nullable Retry retry, @Nullable Duration timeout, Type resultType) {
        return rules.inCode(name, retry, timeout, resultType);
    }

    @Override
    public String toString() {
        return "'" + name() + "' version " + version() + " (" + method() + ")";
    }

    private Map<Method, StepDefinition> steps(DeclaredBean bean) {
        return bean.steps().stream().collect(Collectors.toUnmodifiableMap(StepDeclaration::method, rules::declared));
    }

    private EffectiveSchedule schedule(WorkflowSettings configured) {
        return EffectiveSchedule.of(
                method(),
                List.of(
                        new ScheduleLayer(property(), configured.schedule()),
                        new ScheduleLayer(declared.source(), declared.triggers().schedule())));
    }

    private Source property() {
        return Source.property("kagzi.workflows." + name());
    }

    private Map<String, Setting<?>> settings(WorkflowSettings configured, EffectiveSchedule effective) {
        Source property = property();
        Map<String, Setting<?>> found = new HashMap<>(retry.settings());
        found.putAll(effective.settings());
        if (!on().isEmpty()) {
            found.put("on", new Setting<>(on(), declared.source().of("on")));
        }
        strongest(
                found,
                "timeout",
                configured.timeout(),
                property,
                declared.bound().timeout());
        strongest(
                found,
                "workerConcurrency",
                configured.workerConcurrency(),
                property,
                declared.bound().workerConcurrency());
        limits(found, configured.limits(), property);
        return Map.copyOf(found);
    }

    private void limits(Map<String, Setting<?>> found, LimitSettings configured, Source property) {
        LimitSettings annotated = declared.bound().limits();
        strongest(found, "concurrency", configured.concurrency(), property, annotated.concurrency());
        strongest(found, "concurrencyKey", configured.concurrencyKey(), property, annotated.concurrencyKey());
        strongest(found, "onLimit", configured.onLimit(), property, annotated.onLimit());
        strongest(found, "throttle", configured.throttle(), property, annotated.throttle());
        strongest(found, "priority", configured.priority(), property, annotated.priority());
        boolean hasConcurrency = found.containsKey("concurrency");
        requireLimit(
                found, "concurrencyKey", hasConcurrency || found.containsKey("throttle"), "concurrency or throttle");
        requireLimit(found, "onLimit", hasConcurrency, "concurrency");
    }

    private void requireLimit(Map<String, Setting<?>> found, String attribute, boolean isThere, String limit) {
        Setting<?> setting = found.get(attribute);
        if (setting != null && !isThere) {
            throw new InvalidDefinitionException(
                    "The workflow " + this + " has the " + attribute + " '" + setting.value() + "' (" + setting.source()
                            + ") and no limit that goes with it.",
                    "Set " + limit + " too, or remove it.");
        }
    }

    private <T> void strongest(
            Map<String, Setting<?>> found,
            String attribute,
            @Nullable T configured,
            Source property,
            @Nullable T annotated) {
        if (configured != null) {
            found.put(attribute, new Setting<>(configured, property.of(attribute)));
        } else if (annotated != null) {
            found.put(attribute, new Setting<>(annotated, declared.source().of(attribute)));
        }
    }
}
