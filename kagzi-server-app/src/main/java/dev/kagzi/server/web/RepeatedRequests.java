package dev.kagzi.server.web;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Remembers requests by their {@code Idempotency-Key}, so that one that is repeated gets the answer of the first. */
public interface RepeatedRequests {

    /**
     * A request with a key.
     *
     * @param namespace name of its namespace
     * @param fingerprint what two requests have in common when they are the same
     */
    record Keyed(String namespace, String key, byte[] fingerprint) {}

    /** What is known of a request. */
    sealed interface Known {

        /**
         * Nobody has sent it, or whoever did has got no answer to keep to: it failed, or was lost with its server.
         *
         * @param freshId id to make new things with, the same for every try
         * @param isRepeat whether it has been tried before, and may have had its effect
         */
        record First(UUID freshId, boolean isRepeat) implements Known {}

        /** It has been answered. */
        record Answered(Answer answer) implements Known {}

        /** Somebody has just sent it. */
        record InProgress() implements Known {}

        /** Another request had this key. */
        record Another() implements Known {}
    }

    /** An answer as it was given. */
    record Answer(
            int status,
            @Nullable String contentType,
            @Nullable String location,
            @Nullable String etag,
            byte[] body) {}

    /**
     * Notes that the request has come.
     *
     * @throws dev.kagzi.server.problem.ProblemException when its namespace does not exist
     */
    Known begin(Keyed request);

    /** Keeps the answer to a request that has begun. */
    void keep(Keyed request, Answer answer);

    /** Forgets a request that has begun and had no effect: it may be tried again, and its key used for a better one. */
    void forget(Keyed request);

    /** Lets a request that has begun, and may have had its effect, be tried again at once: with the same ids. */
    void release(Keyed request);
}
