package dev.kagzi.test.engine;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.test.server.InMemoryServer;
import dev.kagzi.test.server.Pages;
import dev.kagzi.test.server.RunFilter;
import dev.kagzi.transport.RunQuery;
import dev.kagzi.transport.RunsApi;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/** Runs of the server in memory. */
public final class InMemoryRunsApi implements RunsApi {

    private static final Duration FOR_THE_WORKER = Duration.ofSeconds(10);

    private final InMemoryServer server;
    private final Settling settling;

    public InMemoryRunsApi(InMemoryServer server, Settling settling) {
        this.server = server;
        this.settling = settling;
    }

    @Override
    public RunSnapshot start(StartRun start) {
        server.awaitWorker(FOR_THE_WORKER);
        return Answers.of(() -> server.runs().start(start));
    }

    @Override
    public RunSnapshot get(UUID runId, boolean withSteps) {
        return Answers.of(() -> server.runs().get(runId, withSteps));
    }

    /** The run as soon as it is finished. A wait that only time or an event could end has no end here. */
    @Override
    public RunSnapshot result(UUID runId, Duration wait) {
        settling.settle();
        RunSnapshot run = get(runId, true);
        if (!run.status().isFinal() && wait.toMillis() > 0) {
            throw new IllegalStateException(
                    "There will be no result: " + Settling.describe(run)
                            + ", and nothing goes on by itself. Skip time with skipTime(…), emit what it waits for, or ask for its status.");
        }
        return run;
    }

    @Override
    public RunSnapshot cancel(UUID runId, CancelRun cancel) {
        return Answers.of(() -> server.runs().cancel(runId, cancel));
    }

    @Override
    public RunSnapshot retry(UUID runId, UUID key) {
        return Answers.of(() -> server.runs().retry(runId, key.toString()));
    }

    @Override
    public RunSnapshot restart(UUID runId, RestartRun restart) {
        return Answers.of(() -> server.runs().restart(runId, restart));
    }

    @Override
    public Page<RunSnapshot> list(RunQuery query) {
        return Answers.of(() -> server.runs()
                .list(
                        new RunFilter(
                                query.workflow(),
                                query.status() == null ? Set.of() : Set.of(query.status()),
                                query.id(),
                                query.tags(),
                                null,
                                null,
                                query.createdAfter(),
                                query.createdBefore()),
                        new Pages(query.limit(), query.cursor())));
    }
}
