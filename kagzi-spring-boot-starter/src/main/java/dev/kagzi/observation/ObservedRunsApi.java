package dev.kagzi.observation;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.transport.RunQuery;
import dev.kagzi.transport.RunsApi;
import dev.kagzi.transport.ServerProblemException;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Observes the requests of the client. */
public final class ObservedRunsApi implements RunsApi {

    private static final ClientObservationConvention DEFAULT = new DefaultClientObservationConvention();

    private final RunsApi runs;
    private final ObservationRegistry registry;
    private final @Nullable ClientObservationConvention convention;
    private final @Nullable Observation caller;

    public ObservedRunsApi(
            RunsApi runs, ObservationRegistry registry, @Nullable ClientObservationConvention convention) {
        this(runs, registry, convention, null);
    }

    /** @param caller what the requests are children of, absent for what the thread is in the middle of */
    private ObservedRunsApi(
            RunsApi runs,
            ObservationRegistry registry,
            @Nullable ClientObservationConvention convention,
            @Nullable Observation caller) {
        this.runs = runs;
        this.registry = registry;
        this.convention = convention;
        this.caller = caller;
    }

    @Override
    public RunsApi inPlaceOfThisThread() {
        return new ObservedRunsApi(runs.inPlaceOfThisThread(), registry, convention, registry.getCurrentObservation());
    }

    private <T> T observe(String operation, Supplier<T> request) {
        ClientObservationContext context = new ClientObservationContext(operation);
        return new HarmlessObservation(registry).observe(() -> observation(context), () -> outcome(context, request));
    }

    private Observation observation(ClientObservationContext context) {
        Observation observation = KagziObservation.CLIENT.observation(convention, DEFAULT, () -> context, registry);
        return caller == null ? observation : observation.parentObservation(caller);
    }

    private static <T> T outcome(ClientObservationContext context, Supplier<T> request) {
        try {
            return request.get();
        } catch (ServerProblemException e) {
            context.failed(e.problem().code());
            throw e;
        } catch (RuntimeException e) {
            context.failed("unreachable");
            throw e;
        }
    }

    @Override
    public RunSnapshot start(StartRun start) {
        return observe("start", () -> runs.start(start));
    }

    @Override
    public RunSnapshot get(UUID runId, boolean withSteps) {
        return observe("get", () -> runs.get(runId, withSteps));
    }

    @Override
    public RunSnapshot result(UUID runId, Duration wait) {
        return observe("result", () -> runs.result(runId, wait));
    }

    @Override
    public RunSnapshot cancel(UUID runId, CancelRun cancel) {
        return observe("cancel", () -> runs.cancel(runId, cancel));
    }

    @Override
    public RunSnapshot retry(UUID runId, String idempotencyKey) {
        return observe("retry", () -> runs.retry(runId, idempotencyKey));
    }

    @Override
    public RunSnapshot restart(UUID runId, RestartRun restart) {
        return observe("restart", () -> runs.restart(runId, restart));
    }

    @Override
    public Page<RunSnapshot> list(RunQuery query) {
        return observe("list", () -> runs.list(query));
    }
}
