package dev.kagzi.observation;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.transport.RunQuery;
import dev.kagzi.transport.RunsApi;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Observes the requests about runs. */
public final class ObservedRunsApi implements RunsApi {

    private final RunsApi runs;
    private final ObservedCalls calls;

    public ObservedRunsApi(
            RunsApi runs, ObservationRegistry registry, @Nullable ClientObservationConvention convention) {
        this.runs = runs;
        this.calls = new ObservedCalls(registry, convention, null);
    }

    private ObservedRunsApi(RunsApi runs, ObservedCalls calls) {
        this.runs = runs;
        this.calls = calls;
    }

    @Override
    public RunsApi inPlaceOfThisThread() {
        return new ObservedRunsApi(runs.inPlaceOfThisThread(), calls.inPlaceOfThisThread());
    }

    @Override
    public RunSnapshot start(StartRun start) {
        return calls.observe("start", () -> runs.start(start));
    }

    @Override
    public RunSnapshot get(UUID runId, boolean withSteps) {
        return calls.observe("get", () -> runs.get(runId, withSteps));
    }

    @Override
    public RunSnapshot result(UUID runId, Duration wait) {
        return calls.observe("result", () -> runs.result(runId, wait));
    }

    @Override
    public RunSnapshot cancel(UUID runId, CancelRun cancel) {
        return calls.observe("cancel", () -> runs.cancel(runId, cancel));
    }

    @Override
    public RunSnapshot retry(UUID runId, UUID key) {
        return calls.observe("retry", () -> runs.retry(runId, key));
    }

    @Override
    public RunSnapshot restart(UUID runId, RestartRun restart) {
        return calls.observe("restart", () -> runs.restart(runId, restart));
    }

    @Override
    public Page<RunSnapshot> list(RunQuery query) {
        return calls.observe("list", () -> runs.list(query));
    }
}
