package dev.kagzi.server.web;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.database.OutcomeUnknownException;
import dev.kagzi.server.database.OverloadedException;
import dev.kagzi.server.problem.ProblemException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;

/** What a commit that failed is answered with, where one request asks for several. */
public final class CommitProblem {

    private static final Logger log = LoggerFactory.getLogger(CommitProblem.class);

    private CommitProblem() {}

    /** The problem that the failure is or means; what is not foreseen is for the log. */
    public static ProblemException of(RuntimeException failure) {
        if (failure instanceof ProblemException problem) {
            return problem;
        } else if (failure instanceof OverloadedException) {
            return new ProblemException(ProblemCode.OVERLOADED, String.valueOf(failure.getMessage()));
        } else if (failure instanceof OutcomeUnknownException) {
            return DatabaseProblem.outcomeUnknown();
        }
        return DatabaseProblem.of(failure, HttpMethod.POST).orElseGet(() -> {
            log.error("One part of a request failed unexpectedly.", failure);
            return new ProblemException(ProblemCode.INTERNAL_ERROR, "The server failed; its log says why.");
        });
    }
}
