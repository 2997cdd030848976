package dev.kagzi.server.web;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.problem.ProblemException;
import java.util.Optional;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** Tells a database that could not be asked from one whose answer was lost. */
public final class DatabaseProblem {

    private DatabaseProblem() {}

    /** The problem of an exception that is the database's, empty for a mistake of ours. */
    public static Optional<ProblemException> of(Exception exception, HttpMethod method) {
        if (nothingHappened(exception)) {
            return Optional.of(unavailable());
        }
        if (!connectionLost(exception)) {
            return Optional.empty();
        }
        return Optional.of(method == HttpMethod.GET || method == HttpMethod.HEAD ? unavailable() : outcomeUnknown());
    }

    /** Whether it is the database's, and may not come again. */
    public static boolean isItsOwn(RuntimeException exception) {
        return nothingHappened(exception) || connectionLost(exception);
    }

    public static ProblemException outcomeUnknown() {
        return new ProblemException(
                ProblemCode.OUTCOME_UNKNOWN,
                "The connection to the database broke before it had answered: the request may have taken effect. Repeating it"
                        + " is safe.");
    }

    /** Of a request that has changed nothing. */
    public static ProblemException unavailable() {
        return new ProblemException(
                ProblemCode.UNAVAILABLE, "The database cannot be reached or did not answer. Nothing was changed.");
    }

    private static boolean nothingHappened(Exception exception) {
        return exception instanceof CannotGetJdbcConnectionException
                || exception instanceof CannotCreateTransactionException
                || exception instanceof ConcurrencyFailureException
                // PostgreSQL has ended the statement, and its transaction with it.
                || exception instanceof QueryTimeoutException;
    }

    private static boolean connectionLost(Exception exception) {
        return exception instanceof DataAccessResourceFailureException
                || exception instanceof NonTransientDataAccessResourceException
                || exception instanceof TransientDataAccessException
                || exception instanceof RecoverableDataAccessException
                || exception instanceof TransactionSystemException;
    }
}
