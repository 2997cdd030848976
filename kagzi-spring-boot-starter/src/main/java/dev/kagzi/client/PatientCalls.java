package dev.kagzi.client;

import dev.kagzi.KagziException;
import dev.kagzi.transport.ServerProblemException;
import dev.kagzi.transport.ServerUnreachableException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Sends requests again while the server is away, and says in the client's own words how they ended. */
final class PatientCalls {

    private final Patience patience;
    private final Pauses pauses;

    PatientCalls(Patience patience, Pauses pauses) {
        this.patience = patience;
        this.pauses = pauses;
    }

    /** How long a server that is away is put up with. */
    Patience patience() {
        return patience;
    }

    /** A request to which a repetition does no harm. */
    <T> T repeatable(String what, Supplier<T> request) {
        return repeatable(what, problem -> problem.problem().retryable(), request);
    }

    /**
     * A request to which a repetition does no harm.
     *
     * @param passing whether a problem may be gone at the next try
     */
    <T> T repeatable(String what, Predicate<ServerProblemException> passing, Supplier<T> request) {
        Deadline giveUp = Deadline.in(patience.total());
        Duration pause = patience.firstPause();
        while (true) {
            try {
                return request.get();
            } catch (ServerProblemException | ServerUnreachableException e) {
                Duration next = longer(pause, refusedOrAskedToWait(what, passing, e));
                if (next.compareTo(giveUp.left()) > 0 || !pauses.await(what, next)) {
                    throw Refusals.after(what, e);
                }
                pause = patience.pauseAfter(pause);
            }
        }
    }

    /** How long the server asks to wait; a refusal for good is thrown. */
    private static Duration refusedOrAskedToWait(
            String what, Predicate<ServerProblemException> passing, KagziException failure) {
        if (failure instanceof ServerProblemException problem) {
            if (!passing.test(problem)) {
                throw Refusals.refused(what, problem);
            }
            return Objects.requireNonNullElse(problem.retryAfter(), Duration.ZERO);
        }
        return Duration.ZERO;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
