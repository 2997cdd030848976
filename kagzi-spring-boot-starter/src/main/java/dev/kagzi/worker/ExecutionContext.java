package dev.kagzi.worker;

import dev.kagzi.StepCall;
import dev.kagzi.ThrowingRunnable;
import dev.kagzi.TypeRef;
import dev.kagzi.WorkflowContext;
import dev.kagzi.definition.DurationText;
import dev.kagzi.definition.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
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
}
