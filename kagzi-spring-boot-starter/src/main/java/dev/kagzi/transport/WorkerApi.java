package dev.kagzi.transport;

import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.protocol.worker.Renew;
import dev.kagzi.protocol.worker.Renewed;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResults;
import dev.kagzi.protocol.worker.Session;
import dev.kagzi.protocol.worker.StepPage;
import java.util.List;
import java.util.UUID;

/**
 * The worker protocol. Every method throws {@link ServerProblemException} when the server answered with a problem and
 * {@link ServerUnreachableException} when no answer arrived, in which case the request may or may not have taken effect.
 */
public interface WorkerApi {

    Session open(OpenSession session);

    /** Answers at the latest a few seconds after the wait asked for. An interrupt does not end it, closing the transport does. */
    PollAnswer poll(UUID workerId, Poll poll);

    ReportResults report(UUID workerId, List<Report> reports);

    Renewed renew(UUID workerId, Renew renew);

    void close(UUID workerId);

    /** The rest of a long history, from where {@code after} says. */
    StepPage moreSteps(UUID workerId, UUID runId, String after);
}
