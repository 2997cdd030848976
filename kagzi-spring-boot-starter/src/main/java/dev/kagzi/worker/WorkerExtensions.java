package dev.kagzi.worker;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What others have hung into the worker.
 *
 * @param interceptors the first one outermost
 */
public record WorkerExtensions(
        List<StepInterceptor> interceptors, List<RunListener> listeners, List<RunAround> arounds) {

    /** A worker on its own. */
    public static final WorkerExtensions NONE = new WorkerExtensions(List.of(), List.of(), List.of());

    private static final Logger log = LoggerFactory.getLogger(WorkerExtensions.class);

    public WorkerExtensions {
        interceptors = List.copyOf(interceptors);
        listeners = List.copyOf(listeners);
        arounds = List.copyOf(arounds);
    }

    RunOutcome execute(ExecutedRun run, Supplier<RunOutcome> execution) {
        Supplier<RunOutcome> whole = () -> {
            tell(listener -> listener.onExecutionStarted(run));
            RunOutcome outcome = execution.get();
            tell(listener -> listener.onExecutionEnded(run, outcome));
            return outcome;
        };
        for (int i = arounds.size() - 1; i >= 0; i--) {
            RunAround around = arounds.get(i);
            Supplier<RunOutcome> inner = whole;
            whole = () -> execute(around, run, inner);
        }
        return whole.get();
    }

    /** Asked on the thread of a run, and then put around each pass over the code of one of its branches. */
    UnaryOperator<Runnable> carriedByBranches() {
        List<UnaryOperator<Runnable>> carried =
                arounds.stream().map(RunAround::carriedByBranches).toList();
        return pass -> {
            Runnable whole = pass;
            for (int i = carried.size() - 1; i >= 0; i--) {
                whole = carried.get(i).apply(whole);
            }
            return whole;
        };
    }

    /** A run is held until it was executed: whatever stands around that must not keep it from happening, nor undo it. */
    private static RunOutcome execute(RunAround around, ExecutedRun run, Supplier<RunOutcome> execution) {
        SingleExecution single = new SingleExecution(execution);
        try {
            around.execute(run, single);
        } catch (RuntimeException | Error e) {
            if (single.hasFailed()) {
                throw e;
            }
            log.error("{} failed around {}, which goes on without it. Mend it.", around, run, e);
        }
        return single.get();
    }

    private void tell(Consumer<RunListener> event) {
        for (RunListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException | Error e) {
                log.warn("A RunListener failed; the run goes on as if it had not. Mend {}.", listener, e);
            }
        }
    }

    @Nullable Object call(ExecutedRun run, String step, Attempt context, Callable<? extends @Nullable Object> body)
            throws Exception {
        Callable<? extends @Nullable Object> whole = body;
        for (int i = interceptors.size() - 1; i >= 0; i--) {
            StepInterceptor interceptor = interceptors.get(i);
            InterceptedAttempt attempt = new InterceptedAttempt(run, step, context, whole);
            whole = () -> interceptor.intercept(attempt);
        }
        return whole.call();
    }

    private record InterceptedAttempt(
            ExecutedRun run, String step, Attempt context, Callable<? extends @Nullable Object> next)
            implements StepAttempt {

        @Override
        public @Nullable Object proceed() throws Exception {
            return next.call();
        }
    }
}
