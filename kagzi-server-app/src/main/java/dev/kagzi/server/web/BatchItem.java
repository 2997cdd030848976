package dev.kagzi.server.web;

import dev.kagzi.protocol.Problem;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One of many that a request asks for, on its way: what it has come to so far, or why it goes no further. */
public final class BatchItem<T> {

    private final @Nullable T value;
    private final @Nullable Problem problem;

    private BatchItem(@Nullable T value, @Nullable Problem problem) {
        this.value = value;
        this.problem = problem;
    }

    public static <T> BatchItem<T> of(T value) {
        return new BatchItem<>(value, null);
    }

    /** Takes the next step, if it has come so far. Whatever goes wrong with it is its own problem. */
    public <U> BatchItem<U> then(Function<T, U> step) {
        if (problem != null) {
            return new BatchItem<>(null, problem);
        }
        try {
            return of(step.apply(value()));
        } catch (RuntimeException e) {
            return new BatchItem<>(null, CommitProblem.of(e).problem());
        }
    }

    /** What it has come to; nobody asks when there is a problem. */
    public T value() {
        return Objects.requireNonNull(value);
    }

    public @Nullable Problem problem() {
        return problem;
    }

    public Stream<T> stream() {
        return Stream.ofNullable(value);
    }

    /** Whether the same request may come to something else another time. */
    public boolean mayStillSucceed() {
        return problem != null && (problem.retryable() || problem.status() >= 500);
    }
}
