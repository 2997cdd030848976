package dev.kagzi.worker;

import dev.kagzi.Retry;
import dev.kagzi.StepCall;
import dev.kagzi.ThrowingRunnable;
import dev.kagzi.TypeRef;
import dev.kagzi.definition.DurationText;
import dev.kagzi.definition.StepDefinition;
import dev.kagzi.protocol.Payload;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A step that workflow code describes before it runs. */
final class StepInCode implements StepCall {

    private final RunExecution execution;
    private final String name;
    private @Nullable Retry retry;
    private @Nullable Duration timeout;
    private Supplier<@Nullable Payload> input = () -> null;

    StepInCode(RunExecution execution, String name) {
        this.execution = execution;
        this.name = name;
    }

    @Override
    public StepCall retry(Retry newRetry) {
        retry = newRetry;
        return this;
    }

    @Override
    public StepCall timeout(String newTimeout) {
        return timeout(DurationText.parse(newTimeout));
    }

    @Override
    public StepCall timeout(Duration newTimeout) {
        if (newTimeout.isNegative() || newTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "The timeout of step '" + name + "' is " + newTimeout + "; it has to be longer than zero");
        }
        timeout = newTimeout;
        return this;
    }

    @Override
    public StepCall input(@Nullable Object value) {
        input = () -> execution.input(name, value);
        return this;
    }

    @Override
    public <T extends @Nullable Object> Returning<T> returns(Class<T> type) {
        return returning(type);
    }

    @Override
    public <T extends @Nullable Object> Returning<T> returns(TypeRef<T> type) {
        return returning(type.type());
    }

    @Override
    public void run(ThrowingRunnable body) {
        run(void.class, () -> {
            body.run();
            return null;
        });
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the result was read as the type the caller named
    private <T extends @Nullable Object> Returning<T> returning(Type type) {
        return body -> (T) run(type, body);
    }

    private @Nullable Object run(Type type, Callable<? extends @Nullable Object> body) {
        StepDefinition step = execution.workflow().stepInCode(name, retry, timeout, type);
        return execution.current("step '" + name + "'").step(step, input, body);
    }
}
