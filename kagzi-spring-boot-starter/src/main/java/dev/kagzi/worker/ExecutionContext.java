package dev.kagzi.worker;

import dev.kagzi.StepCall;
import dev.kagzi.ThrowingRunnable;
import dev.kagzi.TypeRef;
import dev.kagzi.WorkflowContext;
import dev.kagzi.definition.DurationText;
import dev.kagzi.definition.Names;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The context handed to a workflow method. */
final class ExecutionContext extends ContextChildren implements WorkflowContext {

    private static final String UNNAMED_SLEEP = "sleep";

    private final RunExecution execution;

    ExecutionContext(RunExecution execution) {
        super(execution);
        this.execution = execution;
    }

    @Override
    public <T extends @Nullable Object> T step(String name, Class<T> type, Callable<T> body) {
        return step(name).returns(type).run(body);
    }

    @Override
    public <T extends @Nullable Object> T step(String name, TypeRef<T> type, Callable<T> body) {
        return step(name).returns(type).run(body);
    }

    @Override
    public void step(String name, ThrowingRunnable body) {
        step(name).run(body);
    }

    @Override
    public StepCall step(String name) {
        return new StepInCode(execution, named(name));
    }

    @Override
    public void sleep(String duration) {
        sleep(UNNAMED_SLEEP, duration);
    }

    @Override
    public void sleep(Duration duration) {
        sleep(UNNAMED_SLEEP, duration);
    }

    @Override
    public void sleep(String name, String duration) {
        sleep(name, DurationText.parse(duration));
    }

    @Override
    public void sleep(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(
                    "The duration of sleep '" + name + "' is " + duration + "; it must not be negative");
        }
        calls("sleep '" + name + "'").sleep(named(name), duration);
    }

    @Override
    public void sleepUntil(String name, Instant until) {
        calls("sleep '" + name + "'").sleepUntil(named(name), Objects.requireNonNull(until, "until"));
    }

    @Override
    public <T> Optional<T> waitForEvent(String event, @Nullable String key, @Nullable String timeout, Class<T> type) {
        return await(event, key, parsed(timeout), type);
    }

    @Override
    public <T> Optional<T> waitForEvent(String event, @Nullable String key, @Nullable Duration timeout, Class<T> type) {
        return await(event, key, timeout, type);
    }

    @Override
    public <T> Optional<T> waitForEvent(String event, @Nullable String key, @Nullable String timeout, TypeRef<T> type) {
        return await(event, key, parsed(timeout), type.type());
    }

    @Override
    public <T> Optional<T> waitForEvent(
            String event, @Nullable String key, @Nullable Duration timeout, TypeRef<T> type) {
        return await(event, key, timeout, type.type());
    }

    @Override
    public boolean changed(String changeId) {
        return execution.current("change '" + changeId + "'").context().changed(named(changeId));
    }

    @Override
    public void emit(String event, @Nullable String key, @Nullable Object data) {
        execution.current("event '" + event + "'").events().emit(named(event), keyed(key), data);
    }

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> List<O> parallel(
            String name, Collection<I> items, Function<I, O> branch) {
        List<Callable<O>> branches = new ArrayList<>();
        for (I item : items) {
            branches.add(() -> branch.apply(item));
        }
        return branches(name, branches);
    }

    @Override
    public List<? extends @Nullable Object> all(String name, Callable<?>... branches) {
        return this.<@Nullable Object>branches(name, List.of(branches));
    }

    @Override
    public void progress(@Nullable Object value) {
        calls("progress").progress(value);
    }

    @Override
    public void tag(String name, String value) {
        calls("tag '" + name + "'").tag(named(name), Objects.requireNonNull(value, "value"));
    }

    @Override
    public String runId() {
        return execution.run().runId().toString();
    }

    @Override
    public String workflow() {
        return execution.workflow().name();
    }

    @Override
    public int attempt() {
        return execution.run().claim().attempt();
    }

    @Override
    public Instant startedAt() {
        return execution.run().claim().startedAt();
    }

    @Override
    public @Nullable Instant scheduledAt() {
        return execution.run().claim().scheduledAt();
    }

    @Override
    public @Nullable String id() {
        return execution.run().claim().id();
    }

    @Override
    public Instant now() {
        return calls("now").now();
    }

    @Override
    public UUID randomUuid() {
        return calls("random-uuid").value("random-uuid", UUID.class, UUID::randomUUID);
    }

    private ContextCalls calls(String what) {
        return execution.current(what).context();
    }

    @SuppressWarnings("unchecked") // it was read as the type the caller named
    private <T> Optional<T> await(String event, @Nullable String key, @Nullable Duration timeout, Type type) {
        if (timeout != null && timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "The timeout of the wait for event '" + event + "' is " + timeout + "; it must not be negative");
        }
        EventCalls events = execution.current("wait for event '" + event + "'").events();
        return Optional.ofNullable((T) events.await(named(event), keyed(key), timeout, type));
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // what the branches gave
    private <O extends @Nullable Object> List<O> branches(String name, List<? extends Callable<? extends O>> branches) {
        return (List<O>)
                execution.current("parallel '" + name + "'").parallels().run(ofBranches(name), branches);
    }

    private static @Nullable Duration parsed(@Nullable String timeout) {
        return timeout == null ? null : DurationText.parse(timeout);
    }

    private static String named(String name) {
        return Names.checked(name);
    }

    private static @Nullable String keyed(@Nullable String key) {
        return key == null ? null : Names.checkedKey(key);
    }

    /** The places of branches are put together from names. */
    private static String ofBranches(String name) {
        if (name.indexOf('/') >= 0 || name.indexOf('#') >= 0) {
            throw new IllegalArgumentException("name is '" + name + "'; a parallel's has neither '/' nor '#'");
        }
        return Names.checked(name);
    }
}
