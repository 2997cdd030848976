package dev.kagzi.protocol.worker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a poll.
 *
 * @param runs newly claimed
 * @param resolved outcomes of open waits of runs the worker holds; repeated until taken
 * @param cancel claims that have ended although the worker holds them
 * @param drain whether the worker should take no further runs
 */
public record PollAnswer(
        List<ClaimedRun> runs,
        List<Resolved> resolved,
        List<EndedClaim> cancel,
        @Nullable Boolean drain) {}
