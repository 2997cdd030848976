package dev.kagzi.worker;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.FailureType;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.StepPage;
import dev.kagzi.replay.History;
import dev.kagzi.transport.ServerProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gets the whole history of a run: a poll brings the beginning of a long one only. */
record RunHistory(WorkerConnection connection, HeldRuns held) {

    private static final int SERVER_FAILED = 500;

    void load(HeldRun run) {
        List<HistoryStep> steps = new ArrayList<>(run.claim().steps());
        String after = run.claim().moreSteps();
        while (after != null) {
            StepPage page = page(run, after);
            steps.addAll(page.steps());
            after = page.moreSteps();
        }
        run.history().begin(new History(steps));
    }

    private StepPage page(HeldRun run, String after) {
        for (int tries = 1; ; tries++) {
            run.checkpoint();
            StepPage page = ask(run, after);
            if (page != null) {
                return page;
            }
            pause(run, connection.backoff().after(tries));
        }
    }

    private @Nullable StepPage ask(HeldRun run, String after) {
        WorkerSession session = connection.session();
        try {
            return session.call(workerId -> session.api().moreSteps(workerId, run.runId(), after));
        } catch (ServerProblemException e) {
            if (e.is(ProblemCode.RUN_NOT_FOUND)) {
                held.lose(run, "the server does not know it any more");
            }
            if (isFinal(e)) {
                throw run.unwind(Ending.needsAttention(run.claim(), unreadable(e)));
            }
            return null;
        } catch (RuntimeException e) {
            return null;
        }
    }

    /** A session that is unknown once more is opened at the next try. */
    private static boolean isFinal(ServerProblemException e) {
        return e.problem().status() < SERVER_FAILED && !e.problem().retryable() && !e.is(ProblemCode.SESSION_UNKNOWN);
    }

    private static Failure unreadable(ServerProblemException problem) {
        return Failure.of(
                FailureType.HISTORY_UNREADABLE,
                "The server does not hand over the run's history, and will not if asked again: " + problem.getMessage()
                        + " Check that worker and server are of versions that go together, then retry the run.");
    }

    private void pause(HeldRun run, Duration pause) {
        long until = connection.clock().nanoTime() + pause.toNanos();
        connection.clock().after(pause, run.monitor()::signal);
        run.runThread().await(() -> run.hasEnded() || connection.clock().nanoTime() - until >= 0 ? Boolean.TRUE : null);
    }
}
