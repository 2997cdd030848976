package dev.kagzi.transport;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StartRun;
import java.time.Duration;
import java.util.UUID;

/**
 * Runs as clients see them. Every method throws {@link ServerProblemException} when the server answered with a problem and
 * {@link ServerUnreachableException} when no answer arrived, in which case the request may or may not have taken effect.
 */
public interface RunsApi {

    RunSnapshot start(StartRun start);

    RunSnapshot get(UUID runId, boolean withSteps);

    /**
     * The run in its current status, as soon as it is finished and at the latest after {@code wait}.
     *
     * @param wait at most 60 s
     */
    RunSnapshot result(UUID runId, Duration wait);

    RunSnapshot cancel(UUID runId, CancelRun cancel);

    /** @param key the same for every repeat of one retry, so that it is one */
    RunSnapshot retry(UUID runId, UUID key);

    RunSnapshot restart(UUID runId, RestartRun restart);

    /** A page of runs without their inputs and outputs, newest first. */
    Page<RunSnapshot> list(RunQuery query);

    /** The same for another thread, which asks in the place of the calling one: what that is in the middle of goes along. */
    default RunsApi inPlaceOfThisThread() {
        return this;
    }
}
