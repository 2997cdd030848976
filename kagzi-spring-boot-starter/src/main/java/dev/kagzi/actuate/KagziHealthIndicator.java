package dev.kagzi.actuate;

import dev.kagzi.worker.WorkerLifecycle;
import dev.kagzi.worker.WorkerStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Down when the server has not answered the worker for a minute. It asks the server nothing: an idle worker has an open poll, which is
 * answered twice a minute.
 */
public final class KagziHealthIndicator extends AbstractHealthIndicator {

    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

    private final @Nullable WorkerLifecycle worker;
    private final String url;
    private final Clock clock;
    private final Instant startedAt;

    /**
     * Of a worker, or of an application without one.
     *
     * @param url address of the server, for people
     */
    public KagziHealthIndicator(@Nullable WorkerLifecycle worker, String url, Clock clock) {
        super("The health of the Kagzi worker could not be told");
        this.worker = worker;
        this.url = url;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.withDetail("url", url);
        if (worker == null) {
            health.unknown().withDetail("worker", "off");
        } else {
            check(worker.status(), health);
        }
    }

    private void check(WorkerStatus status, Health.Builder health) {
        Instant answeredAt = status.lastAnswerAt();
        health.withDetail("worker", status.state());
        if (status.lastPollAt() != null) {
            health.withDetail("lastPollAt", status.lastPollAt());
        }
        if (status.state() == WorkerStatus.State.STOPPED) {
            health.unknown();
        } else if (isSilentSince(answeredAt == null ? startedAt : answeredAt)) {
            health.down();
            if (status.lastError() != null) {
                health.withDetail("lastError", status.lastError().message());
            }
        } else if (answeredAt == null) {
            health.unknown();
        } else {
            health.up();
        }
    }

    private boolean isSilentSince(Instant heard) {
        return Duration.between(heard, clock.instant()).compareTo(LONGEST_SILENCE) > 0;
    }
}
