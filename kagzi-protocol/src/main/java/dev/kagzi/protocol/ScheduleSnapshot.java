package dev.kagzi.protocol;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it stood at one moment.
 *
 * @param source whether code declares it or the API has made it
 * @param nextFireAt when it fires next; absent while it is paused, or when it never does
 * @param lastFiredAt when its last firing was due
 */
public record ScheduleSnapshot(
        String scheduleId,
        String workflow,
        String cron,
        String zone,
        @JsonAlias("inputEncoded") @Nullable Payload input,
        Overlap overlap,
        int catchUp,
        boolean paused,
        Source source,
        @Nullable Instant nextFireAt,
        @Nullable Instant lastFiredAt) {

    /** Where a schedule comes from. */
    public enum Source {
        ANNOTATION,
        API
    }
}
