package dev.kagzi.server.run;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StartResults.Result;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.server.database.GroupCommit;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.web.BatchItem;
import dev.kagzi.server.web.FreshIds;
import dev.kagzi.server.web.RequestReader;
import dev.kagzi.server.worker.KnownWorkflow;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/** Starts many runs with one request: in few transactions, and each for itself. */
@Component
class BatchStarts {

    private static final int MAX_RUNS = 1_000;

    private final RequestReader reader;
    private final StartRequests requests;
    private final StartCommits commits;

    BatchStarts(RequestReader reader, StartRequests requests, StartCommits commits) {
        this.reader = reader;
        this.requests = requests;
        this.commits = commits;
    }

    /**
     * Starts the runs whose requests these are. All that are in the answer are durable when this returns.
     *
     * @param ids one for each start, whether it needs one or not
     * @throws ProblemException when there are none, or too many
     */
    List<Result> start(UUID namespaceId, List<Payload> starts, FreshIds ids, Trace trace) {
        if (starts.isEmpty() || starts.size() > MAX_RUNS) {
            throw ProblemException.invalid(
                    "/runs", "has %d entries, expected from 1 to %,d".formatted(starts.size(), MAX_RUNS));
        }
        // The database is asked before anything is on its way: when it is not there, nothing has been changed.
        List<BatchItem<RunStart>> checked = check(namespaceId, starts, ids, trace);
        // All are on their way before the first is waited for: that makes them share their transactions.
        List<BatchItem<CompletableFuture<StartOutcome>>> submitted = checked.stream()
                .map(item -> item.then(start -> commits.submit(namespaceId, start)))
                .toList();
        List<BatchItem<RunSnapshot>> done = submitted.stream()
                .map(item -> item.then(outcome -> requests.answer(GroupCommit.await(outcome))))
                .toList();
        if (done.stream().anyMatch(BatchItem::mayStillSucceed)) {
            ids.expectRepeat();
        }
        return done.stream().map(BatchStarts::result).toList();
    }

    private List<BatchItem<RunStart>> check(UUID namespaceId, List<Payload> starts, FreshIds ids, Trace trace) {
        List<BatchItem<Read>> read =
                starts.stream().map(start -> read(start, ids.next())).toList();
        Map<String, KnownWorkflow> workflows = requests.workflows(
                namespaceId,
                read.stream().flatMap(BatchItem::stream).map(Read::request).toList());
        return read.stream()
                .map(item -> item.then(start -> requests.start(
                        start.request(), workflows.get(start.request().workflow()), start.freshId(), trace)))
                .toList();
    }

    private BatchItem<Read> read(Payload start, UUID freshId) {
        return BatchItem.of(start).then(bytes -> {
            StartRun request = reader.read(bytes.bytes(), StartRun.class);
            requests.checkRules(request);
            return new Read(request, freshId);
        });
    }

    private static Result result(BatchItem<RunSnapshot> item) {
        return item.problem() == null ? Result.of(item.value()) : Result.of(item.problem());
    }

    private record Read(StartRun request, UUID freshId) {}
}
