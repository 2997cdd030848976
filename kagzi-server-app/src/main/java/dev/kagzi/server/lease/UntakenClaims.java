package dev.kagzi.server.lease;

import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.server.settings.ServerSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Gives back what was claimed for a poll whose worker is gone. A worker that was killed leaves its poll open here, and its claims would
 * stand still for a lease; one that has got its answer polls again at once.
 */
@Component
class UntakenClaims {

    private static final Logger log = LoggerFactory.getLogger(UntakenClaims.class);
    private static final int SILENCES_PER_LEASE = 6;

    private final Claims claims;
    private final ScheduledExecutorService executor;
    private final Duration silence;

    UntakenClaims(
            Claims claims, @Qualifier("claimExecutor") ScheduledExecutorService executor, ServerSettings settings) {
        this.claims = claims;
        this.executor = executor;
        this.silence = settings.leaseDuration().dividedBy(SILENCES_PER_LEASE);
    }

    /** @param isNewestHere asked later: whether this server has seen no newer poll of the worker; another one may have */
    void expectNextPoll(ClaimRequest request, List<ClaimedRun> runs, BooleanSupplier isNewestHere) {
        if (!runs.isEmpty()) {
            executor.schedule(
                    () -> {
                        if (isNewestHere.getAsBoolean()) {
                            giveBack(request, runs);
                        }
                    },
                    silence.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private void giveBack(ClaimRequest request, List<ClaimedRun> runs) {
        try {
            int given = claims.giveBackUntaken(request, runs, silence);
            if (given > 0) {
                log.debug(
                        "Worker {} has not polled for {} since it was answered; {} runs are given back",
                        request.workerId(),
                        silence,
                        given);
            }
        } catch (RuntimeException e) {
            log.debug("Runs that worker {} may not have taken were not given back", request.workerId(), e);
        }
    }
}
