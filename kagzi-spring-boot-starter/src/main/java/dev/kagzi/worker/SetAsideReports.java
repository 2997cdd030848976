package dev.kagzi.worker;

import dev.kagzi.transport.ServerProblemException;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports of single runs at which the server fails. Each is tried again by itself, so that the other runs' reports need not
 * wait for it, and at last given up: a request that fails for a minute will not go through by being repeated.
 */
final class SetAsideReports {

    /** About a minute. */
    private static final int MAX_TRIES = 75;

    private static final Logger log = LoggerFactory.getLogger(SetAsideReports.class);

    private final WorkerConnection connection;
    private final Predicate<List<Submission>> send;

    /** @param send whether what was sent is done with; throws what the server failed with */
    SetAsideReports(WorkerConnection connection, Predicate<List<Submission>> send) {
        this.connection = connection;
        this.send = send;
    }

    /** The server has failed once at what came alone. */
    void add(Submission submission) {
        sendAgain(submission, 1);
    }

    private void sendAgain(Submission submission, int tries) {
        connection
                .clock()
                .after(
                        connection.backoff().after(tries),
                        () -> connection.requests().execute(() -> send(submission, tries)));
    }

    private void send(Submission submission, int tries) {
        try {
            if (!send.test(List.of(submission))) {
                // Nobody failed: whether the server is away says nothing about these reports.
                sendAgain(submission, tries);
            }
        } catch (ServerProblemException e) {
            if (tries < MAX_TRIES) {
                log.debug("The server failed at reports of one run at try {}", tries, e);
                sendAgain(submission, tries + 1);
            } else {
                submission.givenUp(String.valueOf(e.getMessage()));
            }
        }
    }
}
