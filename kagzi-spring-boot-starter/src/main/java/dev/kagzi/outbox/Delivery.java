package dev.kagzi.outbox;

import dev.kagzi.client.Sending;
import dev.kagzi.client.ServerApis;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.transport.ServerProblemException;
import dev.kagzi.transport.ServerUnreachableException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One try to send something, and what its outcome means for the next one. */
final class Delivery {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int SERVER_FAILED = 500;

    /** Who is asked the wrong way refuses everything: nothing is wrong with what is sent. */
    private static final Set<String> WRONG_WAY =
            Set.of(ProblemCode.NAMESPACE_UNKNOWN.name(), ProblemCode.NOT_FOUND.name());

    private final ServerApis server;
    private final Predicate<String> declares;
    private final Pace pace;

    /** @param declares whether this application declares a workflow of this name: its worker may be about to offer it */
    Delivery(ServerApis server, Predicate<String> declares, Pace pace) {
        this.server = server;
        this.declares = declares;
        this.pace = pace;
    }

    /** How a try ends. */
    sealed interface Outcome {

        /** @param id identity of what the server has now */
        record Accepted(UUID id) implements Outcome {}

        /** Trying again changes nothing. */
        record Refused(String why, @Nullable ServerProblemException problem) implements Outcome {}

        /**
         * The next try may end otherwise.
         *
         * @param pause how long the server asks to wait
         * @param bound how long tries that end like this may go on; absent for as long as it takes
         * @param ifOver how the last of them ends
         */
        record Later(Duration pause, @Nullable Duration bound, boolean isOutage, Refused ifOver) implements Outcome {}
    }

    Outcome attempt(Sending sending) {
        try {
            return new Outcome.Accepted(sending.to(server));
        } catch (ServerUnreachableException e) {
            return new Outcome.Later(Duration.ZERO, null, true, refused(e));
        } catch (ServerProblemException e) {
            return outcome(sending, e);
        } catch (RuntimeException e) {
            return refused(e);
        }
    }

    private Outcome outcome(Sending sending, ServerProblemException problem) {
        Outcome.Refused refused = new Outcome.Refused(String.valueOf(problem.getMessage()), problem);
        Duration pause = Objects.requireNonNullElse(problem.retryAfter(), Duration.ZERO);
        int status = problem.problem().status();
        if (problem.problem().retryable()
                || status == UNAUTHORIZED
                || status == FORBIDDEN
                || WRONG_WAY.contains(problem.problem().code())) {
            return new Outcome.Later(pause, null, true, refused);
        }
        if (status >= SERVER_FAILED) {
            return new Outcome.Later(pause, pace.failing(), true, refused);
        }
        if (problem.is(ProblemCode.WORKFLOW_UNKNOWN) && isOwn(sending)) {
            return new Outcome.Later(pause, pace.registering(), false, refused);
        }
        return refused;
    }

    private boolean isOwn(Sending sending) {
        return sending instanceof Sending.Start start
                && declares.test(start.run().workflow());
    }

    private static Outcome.Refused refused(RuntimeException e) {
        return new Outcome.Refused(String.valueOf(e.getMessage()), null);
    }
}
