package dev.kagzi.server.contract;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.worker.Report;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a worker says about a run.
 *
 * @param step number of the step it is about, from 1
 * @param inBranch whether the step is one of a branch, and not at the top
 * @param number tells outcomes apart
 */
record Said(Kind kind, int step, boolean inBranch, int number) {

    /** Everything that a worker can say, and in which forms. */
    enum Kind {
        STARTED,
        MARKER,
        COMPLETED,
        COMPENSABLE,
        FAILED,
        FAILED_FOR_GOOD,
        SLEEP,
        WAIT,
        WAIT_AT_MOST,
        CHILD,
        EMIT,
        COMPENSATED,
        PROGRESS,
        WAITING,
        RUN_COMPLETED,
        RUN_FAILED,
        NEEDS_ATTENTION,
        RELEASED,
        WRONG
    }

    private static final StepKey BRANCHES = StepKey.of("branches", 1);
    private static final Failure FAILURE = new Failure("a.B", "no", List.of("a.B"), null, null, null);

    Report about(UUID run, String token, Names names, int slot) {
        StepKey key = new StepKey(inBranch ? BRANCHES.name() + "#1/0" : null, "s" + step, 1);
        Payload value = Payload.of(Integer.toString(number));
        return switch (kind) {
            case STARTED -> new Report.StepStarted(run, token, key, position(), StepKind.STEP, null, number, null);
            case MARKER ->
                new Report.StepCompleted(run, token, BRANCHES, 1, StepKind.MARKER, null, null, 1, null, null, null);
            case COMPLETED -> completed(run, token, key, StepKind.STEP, value, null);
            case COMPENSABLE -> completed(run, token, key, StepKind.STEP, value, true);
            case COMPENSATED ->
                completed(run, token, new StepKey("compensation", "s" + step, 1), StepKind.COMPENSATION, null, null);
            case FAILED -> failed(run, token, key, Duration.ofSeconds(5));
            case FAILED_FOR_GOOD -> failed(run, token, key, null);
            case SLEEP -> new Report.SleepStarted(run, token, key, position(), Duration.ofSeconds(5L * number), null);
            case WAIT -> new Report.WaitStarted(run, token, key, position(), Side.AWAITED, null, null);
            case WAIT_AT_MOST ->
                new Report.WaitStarted(run, token, key, position(), Side.AWAITED, null, Duration.ofSeconds(15));
            case CHILD ->
                new Report.ChildStarted(
                        run,
                        token,
                        key,
                        position(),
                        Side.CHILD,
                        Side.input(number),
                        null,
                        names.run(slot % Names.RUNS + Names.CHILDREN),
                        null,
                        null);
            case EMIT ->
                new Report.EventEmitted(
                        run,
                        token,
                        key,
                        position(),
                        Side.AWAITED,
                        null,
                        value,
                        names.event(100 + 10 * slot + step + (inBranch ? 5 : 0)));
            case PROGRESS -> new Report.Progressed(run, token, value, Map.of("n", Integer.toString(number)));
            case WAITING -> new Report.Waiting(run, token);
            case RUN_COMPLETED -> new Report.RunCompleted(run, token, value);
            case RUN_FAILED ->
                new Report.RunFailed(run, token, new Failure("a.B", "no", List.of("a.B"), key.toString(), null, null));
            case NEEDS_ATTENTION -> new Report.NeedsAttention(run, token, FAILURE);
            case RELEASED -> new Report.Released(run, token);
            case WRONG -> completed(run, token, StepKey.of("s" + step, 0), StepKind.STEP, value, null);
        };
    }

    @Override
    public String toString() {
        return kind + " s" + step + (inBranch ? " in a branch" : "") + " (" + number + ")";
    }

    /** The branches are the first call of a run. */
    private int position() {
        return step + 1;
    }

    private Report completed(UUID run, String token, StepKey key, StepKind kind, Payload output, Boolean compensable) {
        return new Report.StepCompleted(run, token, key, position(), kind, null, output, 1, null, null, compensable);
    }

    private Report failed(UUID run, String token, StepKey key, Duration retryIn) {
        return new Report.StepFailed(
                run, token, key, position(), StepKind.STEP, null, FAILURE, number, retryIn, null, null);
    }
}
