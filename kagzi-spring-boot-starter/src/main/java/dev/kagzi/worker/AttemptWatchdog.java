package dev.kagzi.worker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Interrupts a body that takes longer than its timeout, and says so when it does not leave even then. */
record AttemptWatchdog(WorkerClock clock) {

    private static final Logger log = LoggerFactory.getLogger(AttemptWatchdog.class);

    /** How long an interrupted body has to leave before somebody should look at it. */
    private static final Duration TO_LEAVE = Duration.ofSeconds(5);

    WorkerClock.Timer watch(HeldRun run, Interrupts interrupts, Attempt attempt, @Nullable Duration timeout) {
        if (timeout == null) {
            return () -> {};
        }
        return clock.after(timeout, () -> {
            if (interrupts.timeOut(attempt)) {
                clock.after(TO_LEAVE, () -> {
                    if (interrupts.isOpen(attempt)) {
                        warn(run, attempt, timeout);
                    }
                });
            }
        });
    }

    private static void warn(HeldRun run, Attempt attempt, Duration timeout) {
        log.warn(
                "Attempt {} of step '{}' in {} was interrupted after {} and has not left its body: its slot stays taken and"
                        + " no further attempt starts until it does. Make the body end when it is interrupted, or give its"
                        + " blocking calls timeouts of their own.",
                attempt.attempt(),
                attempt.key(),
                run,
                timeout);
    }
}
