package dev.kagzi.protocol;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A bulk job as it is now.
 *
 * @param bulkId identity, made by the server
 * @param action what is done to each
 * @param filter which runs
 * @param dryRun whether runs are only counted
 * @param reason of cancels, where one was given
 * @param status RUNNING until all runs that fit have been seen to
 * @param matched runs that fit, of those it has come to
 * @param succeeded runs to which it was done; with {@code dryRun}: to which it could be done
 * @param skipped runs to which it could not be done, such as a cancel of one that is finished, or that are gone
 * @param createdAt when it was asked for; later runs are not in it
 * @param finishedAt when the last run had been seen to; absent before
 */
public record BulkJob(
        UUID bulkId,
        BulkAction action,
        BulkFilter filter,
        boolean dryRun,
        @Nullable String reason,
        Status status,
        long matched,
        long succeeded,
        long skipped,
        Instant createdAt,
        @Nullable Instant finishedAt) {

    /** How far it is. */
    public enum Status {
        /** There is more to do, by whichever server has time for it. */
        RUNNING,

        /** All runs that fit have been seen to. */
        COMPLETED
    }
}
