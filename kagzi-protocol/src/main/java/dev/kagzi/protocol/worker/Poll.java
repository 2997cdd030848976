package dev.kagzi.protocol.worker;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker asks for runs and news.
 *
 * @param requestId rises per session; a newer poll ends an older one, and the same number again gets the same runs
 * @param free slots free in all; 0 waits for outcomes, cancels and drains only
 * @param waitFor how long the answer may take, at most 60 s
 * @param confirms whether the worker renews early what it is given with a short lease; then a poll that had to wait, whose worker may be
 *     gone by now, is given its runs for a few seconds only, until the first renewal
 */
public record Poll(
        long requestId,
        int free,
        List<Wanted> workflows,
        @JsonProperty("wait") @Nullable Duration waitFor,
        @Nullable Boolean confirms) {

    /**
     * One workflow the worker takes runs of.
     *
     * @param free slots free for this workflow
     */
    public record Wanted(String name, List<Integer> versions, int free) {}
}
