package dev.kagzi.server.web;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.database.OutcomeUnknownException;
import dev.kagzi.server.database.OverloadedException;
import dev.kagzi.server.problem.ProblemException;
import org.springframework.http.HttpMethod;

/** What a commit that failed is answered with, where one request asks for several. */
public final class CommitProblem {

    private CommitProblem() {}

    /** The problem that the failure is or means; whatever is not foreseen is thrown on. */
    public static ProblemException of(RuntimeException failure) {
        if (failure instanceof ProblemException problem) {
            return problem;
        } else if (failure instanceof OverloadedException) {
            return new ProblemException(ProblemCode.OVERLOADED, String.valueOf(failure.getMessage()));
        } else if (failure instanceof OutcomeUnknownException) {
            return DatabaseProblem.outcomeUnknown();
        }
        return DatabaseProblem.of(failure, HttpMethod.POST).orElseThrow(() -> failure);
    }
}
