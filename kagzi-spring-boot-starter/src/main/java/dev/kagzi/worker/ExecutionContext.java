package dev.kagzi.worker;

import dev.kagzi.ChildRun;
import dev.kagzi.StepCall;
import dev.kagzi.ThrowingRunnable;
import dev.kagzi.TypeRef;
import dev.kagzi.WorkflowContext;
import dev.kagzi.WorkflowReference.ToContext;
import dev.kagzi.WorkflowReference.ToContextAndInput;
import dev.kagzi.WorkflowReference.ToInput;
import dev.kagzi.WorkflowReference.ToInputAndContext;
import dev.kagzi.WorkflowReference.ToNothing;
import dev.kagzi.WorkflowReference.VoidToContext;
import dev.kagzi.WorkflowReference.VoidToContextAndInput;
import dev.kagzi.WorkflowReference.VoidToInput;
import dev.kagzi.WorkflowReference.VoidToInputAndContext;
import dev.kagzi.WorkflowReference.VoidToNothing;
import dev.kagzi.definition.DurationText;
import dev.kagzi.definition.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The context handed to a workflow method. */
final class ExecutionContext implements WorkflowContext {

    private static final String UNNAMED_SLEEP = "sleep";

    private final RunExecution execution;

    ExecutionContext(RunExecution execution) {
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
        execution.context().sleep(named(name), duration);
    }

    @Override
    public void sleepUntil(String name, Instant until) {
        execution.context().sleepUntil(named(name), Objects.requireNonNull(until, "until"));
    }

    @Override
    public void progress(@Nullable Object value) {
        execution.context().progress(value);
    }

    @Override
    public void tag(String name, String value) {
        execution.context().tag(named(name), Objects.requireNonNull(value, "value"));
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
    public @Nullable String id() {
        return execution.run().claim().id();
    }

    @Override
    public Instant now() {
        return execution.context().now();
    }

    @Override
    public UUID randomUuid() {
        return execution.context().value("random-uuid", UUID.class, UUID::randomUUID);
    }

    private static String named(String name) {
        return Names.checked(name);
    }

    @Override
    public <R extends @Nullable Object> R call(String workflow, @Nullable Object input, Class<R> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <R extends @Nullable Object> R call(String workflow, @Nullable Object input, TypeRef<R> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <R extends @Nullable Object> ChildRun<R> start(String workflow, @Nullable Object input, Class<R> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <R extends @Nullable Object> ChildRun<R> start(String workflow, @Nullable Object input, TypeRef<R> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W, I extends @Nullable Object, R extends @Nullable Object> R call(
            ToInputAndContext<W, I, R> workflow, I input) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W, I extends @Nullable Object, R extends @Nullable Object> R call(
            ToContextAndInput<W, I, R> workflow, I input) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W, I extends @Nullable Object, R extends @Nullable Object> R call(ToInput<W, I, R> workflow, I input) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W, R extends @Nullable Object> R call(ToContext<W, R> workflow) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W, R extends @Nullable Object> R call(ToNothing<W, R> workflow) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W, I extends @Nullable Object> void call(VoidToInputAndContext<W, I> workflow, I input) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W, I extends @Nullable Object> void call(VoidToContextAndInput<W, I> workflow, I input) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W, I extends @Nullable Object> void call(VoidToInput<W, I> workflow, I input) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W> void call(VoidToContext<W> workflow) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W> void call(VoidToNothing<W> workflow) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W, I extends @Nullable Object, R extends @Nullable Object> ChildRun<R> start(
            ToInputAndContext<W, I, R> workflow, I input) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W, I extends @Nullable Object, R extends @Nullable Object> ChildRun<R> start(
            ToContextAndInput<W, I, R> workflow, I input) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W, I extends @Nullable Object, R extends @Nullable Object> ChildRun<R> start(
            ToInput<W, I, R> workflow, I input) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W, R extends @Nullable Object> ChildRun<R> start(ToContext<W, R> workflow) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W, R extends @Nullable Object> ChildRun<R> start(ToNothing<W, R> workflow) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W, I extends @Nullable Object> ChildRun<@Nullable Void> start(
            VoidToInputAndContext<W, I> workflow, I input) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W, I extends @Nullable Object> ChildRun<@Nullable Void> start(
            VoidToContextAndInput<W, I> workflow, I input) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W, I extends @Nullable Object> ChildRun<@Nullable Void> start(VoidToInput<W, I> workflow, I input) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W> ChildRun<@Nullable Void> start(VoidToContext<W> workflow) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <W> ChildRun<@Nullable Void> start(VoidToNothing<W> workflow) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> Optional<T> waitForEvent(String event, @Nullable String key, String timeout, Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> Optional<T> waitForEvent(String event, @Nullable String key, Duration timeout, Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> Optional<T> waitForEvent(String event, @Nullable String key, String timeout, TypeRef<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> Optional<T> waitForEvent(String event, @Nullable String key, Duration timeout, TypeRef<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void emit(String event, @Nullable String key, @Nullable Object data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <I extends @Nullable Object, O extends @Nullable Object> List<O> parallel(
            String name, Collection<I> items, Function<I, O> branch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<? extends @Nullable Object> all(String name, Callable<?>... branches) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable Instant scheduledAt() {
        throw new UnsupportedOperationException();
    }
}
