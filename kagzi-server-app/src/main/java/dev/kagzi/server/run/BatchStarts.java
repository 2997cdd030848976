package dev.kagzi.server.run;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StartResults.Result;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.server.database.GroupCommit;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.web.CommitProblem;
import dev.kagzi.server.web.FreshIds;
import dev.kagzi.server.web.RequestReader;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
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
    List<Result> start(UUID namespaceId, List<Payload> starts, FreshIds ids) {
        if (starts.isEmpty() || starts.size() > MAX_RUNS) {
            throw ProblemException.invalid(
                    "/runs", "has %d entries, expected from 1 to %,d".formatted(starts.size(), MAX_RUNS));
        }
        // All are on their way before the first is waited for: that makes them share their transactions.
        List<Supplier<Result>> results = new ArrayList<>(starts.size());
        for (Payload start : starts) {
            results.add(submit(namespaceId, start, ids.next()));
        }
        return results.stream().map(Supplier::get).toList();
    }

    private Supplier<Result> submit(UUID namespaceId, Payload start, UUID freshId) {
        try {
            RunStart checked = requests.check(namespaceId, reader.read(start.bytes(), StartRun.class), freshId);
            CompletableFuture<StartOutcome> outcome = commits.submit(namespaceId, checked);
            return () -> await(outcome);
        } catch (ProblemException e) {
            Result refused = Result.of(e.problem());
            return () -> refused;
        }
    }

    private Result await(CompletableFuture<StartOutcome> outcome) {
        try {
            return Result.of(requests.answer(GroupCommit.await(outcome)));
        } catch (RuntimeException e) {
            return Result.of(CommitProblem.of(e).problem());
        }
    }
}
