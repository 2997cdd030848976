package dev.kagzi.protocol;

import static dev.kagzi.protocol.ProblemCode.Retry.LATER;
import static dev.kagzi.protocol.ProblemCode.Retry.NEVER;

/** The stable codes of problems, each with its HTTP status. */
public enum ProblemCode {
    MALFORMED_REQUEST(400, "The request cannot be read", NEVER),
    VALIDATION_FAILED(400, "The request is not valid", NEVER),
    PAYLOAD_TOO_COMPLEX(400, "A payload is nested too deeply or holds too long a number", NEVER),
    INVALID_CURSOR(400, "The cursor does not belong to this list", NEVER),
    UNAUTHENTICATED(401, "The request has no valid key", NEVER),
    FORBIDDEN(403, "The key does not allow this", NEVER),
    HOST_NOT_ALLOWED(403, "The host or origin of the request is not allowed", NEVER),
    NAMESPACE_DISABLED(403, "The namespace is disabled", NEVER),
    NOT_FOUND(404, "There is nothing at this address", NEVER),
    NAMESPACE_UNKNOWN(404, "The namespace does not exist", NEVER),
    WORKFLOW_UNKNOWN(404, "No worker has ever registered this workflow", NEVER),
    RUN_NOT_FOUND(404, "The run does not exist", NEVER),
    EVENT_NOT_FOUND(404, "The event does not exist", NEVER),
    BULK_NOT_FOUND(404, "The bulk job does not exist", NEVER),
    SCHEDULE_NOT_FOUND(404, "The schedule does not exist", NEVER),
    WORKER_NOT_FOUND(404, "The worker does not exist", NEVER),
    KEY_NOT_FOUND(404, "The key does not exist", NEVER),
    SESSION_UNKNOWN(404, "The worker's session does not exist", NEVER),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here", NEVER),
    NOT_ACCEPTABLE(406, "The answer cannot be given in the form asked for", NEVER),
    ID_CONFLICT(409, "The id is taken by a run with another input", NEVER),
    EVENT_ID_CONFLICT(409, "The eventId belongs to another event", NEVER),
    RUN_NOT_RETRYABLE(409, "The run's status does not allow a retry", NEVER),
    COMPENSATED(409, "The run has been undone", NEVER),
    STEP_NOT_FOUND(409, "The run has no such step", NEVER),
    CONCURRENCY_LIMIT_REACHED(409, "As many runs as the limit allows are under way", NEVER),
    NAMESPACE_EXISTS(409, "The namespace exists already", NEVER),
    SCHEDULE_EXISTS(409, "There is another schedule of this name", NEVER),
    SCHEDULE_DECLARED(409, "Code declares the schedule", NEVER),
    IDEMPOTENCY_KEY_IN_USE(409, "The request with this key is being answered", LATER),
    PRECONDITION_FAILED(412, "It has been changed since it was read", NEVER),
    PAYLOAD_TOO_LARGE(413, "A payload or the request is too large", NEVER),
    UNSUPPORTED_MEDIA_TYPE(415, "The body has to be application/json", NEVER),
    CONCURRENCY_KEY_REQUIRED(422, "The start has to say what its limits go by", NEVER),
    IDEMPOTENCY_KEY_REUSED(422, "The key belongs to another request", NEVER),
    PRECONDITION_REQUIRED(428, "The request has to say what it changes", NEVER),
    TOO_MANY_REQUESTS(429, "The key has made too many requests", LATER),
    OVERLOADED(429, "The server has more to do than it can take on", LATER),
    INTERNAL_ERROR(500, "The server failed", NEVER),
    UNAVAILABLE(503, "The server stops, or cannot reach its database", LATER),
    OUTCOME_UNKNOWN(503, "It is not known whether the request took effect", LATER);

    enum Retry {
        NEVER,
        LATER
    }

    private final int status;
    private final String title;
    private final Retry retry;

    ProblemCode(int status, String title, Retry retry) {
        this.status = status;
        this.title = title;
        this.retry = retry;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** What the code means, in a few words. */
    public String title() {
        return title;
    }

    /** Whether the same request may succeed later. */
    public boolean retryable() {
        return retry == LATER;
    }
}
