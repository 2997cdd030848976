package dev.kagzi.client;

import dev.kagzi.KagziException;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.transport.ServerProblemException;

/** The server's problems as exceptions of the client. */
final class Refusals {

    private Refusals() {}

    /** How a request ends that is not sent again. */
    static KagziException after(String what, KagziException failure) {
        return failure instanceof ServerProblemException problem
                        && !problem.problem().retryable()
                ? refused(what, problem)
                : unavailable(what, failure);
    }

    static KagziException refused(String what, ServerProblemException problem) {
        String message = what + " was refused: " + problem.getMessage();
        if (problem.is(ProblemCode.ID_CONFLICT)) {
            return new IdConflictException(message, problem);
        }
        if (problem.is(ProblemCode.WORKFLOW_UNKNOWN)) {
            return new WorkflowUnknownException(message, problem);
        }
        if (problem.is(ProblemCode.RUN_NOT_FOUND)) {
            return new RunNotFoundException(message, problem);
        }
        if (problem.is(ProblemCode.SCHEDULE_NOT_FOUND)) {
            return new ScheduleNotFoundException(message, problem);
        }
        if (problem.is(ProblemCode.RUN_NOT_RETRYABLE) || problem.is(ProblemCode.COMPENSATED)) {
            return new RunNotRetryableException(message, problem);
        }
        return new RequestRefusedException(message, problem.problem().code(), problem);
    }

    static ServerUnavailableException unavailable(String what, KagziException failure) {
        return new ServerUnavailableException(what + " failed: " + failure.getMessage(), failure);
    }
}
