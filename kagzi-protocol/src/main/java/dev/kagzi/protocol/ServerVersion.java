package dev.kagzi.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a server is.
 *
 * @param version of the server
 * @param api versions of the API it speaks
 */
public record ServerVersion(String version, ApiRange api, Build build) {

    /** From the oldest to the newest, both included. */
    public record ApiRange(int from, int to) {}

    /**
     * What it was built from.
     *
     * @param commit absent when it was not built from a repository
     * @param time of the commit
     */
    public record Build(@Nullable String commit, @Nullable Instant time) {}
}
