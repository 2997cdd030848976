package dev.kagzi.test.engine;

import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.test.server.InMemoryServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Lets all runs come as far as they can. Pauses that failures and crashes make pass by themselves; sleeps, time-outs, start times and
 * schedules wait until time is skipped.
 */
public final class Settling {

    /** In real time. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final InMemoryServer server;
    private final TestClock clock;

    public Settling(InMemoryServer server, TestClock clock) {
        this.server = server;
        this.clock = clock;
    }

    /** @throws AssertionError when runs are still executed after ten seconds of real time */
    public void settle() {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Optional<Instant> pause;
        do {
            awaitIdle(until);
            pause = server.nextAttempt();
            pause.ifPresent(this::moveTo);
        } while (pause.isPresent());
    }

    private void awaitIdle(long until) {
        do {
            server.tick();
            Duration left = Duration.ofNanos(until - System.nanoTime());
            if (left.isNegative() || !server.awaitIdle(left)) {
                throw new AssertionError(unsettled());
            }
            server.tick();
        } while (!server.active().isEmpty());
    }

    private String unsettled() {
        List<RunSnapshot> active = server.active();
        return active.isEmpty()
                ? "Steps fail and are tried again for ever: runs have not come to rest within " + PATIENCE.toSeconds()
                        + " s of real time."
                : "These runs are still executed after " + PATIENCE.toSeconds()
                        + " s of real time. Does a step's body block?\n"
                        + active.stream().map(Settling::describe).collect(Collectors.joining("\n"));
    }

    /** Run, status, and the steps that are open. */
    static String describe(RunSnapshot run) {
        String open = Objects.requireNonNullElse(run.steps(), List.<StepSnapshot>of()).stream()
                .filter(step -> step.status() == StepStatus.RUNNING || step.status() == StepStatus.WAITING)
                .map(step -> step.step() + " " + step.status())
                .collect(Collectors.joining(", "));
        return "run " + run.runId() + " of '" + run.workflow() + "' is " + run.status()
                + (open.isEmpty() ? "" : ", open steps: " + open);
    }

    /** Lets this much time pass, and all that it brings happen in its order. */
    public void skip(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("The time to skip is " + time + "; it must not be negative.");
        }
        settle();
        Instant target = clock.instant().plus(time);
        for (Optional<Instant> next = due(target); next.isPresent(); next = due(target)) {
            moveTo(next.get());
            settle();
        }
        moveTo(target);
        settle();
    }

    private Optional<Instant> due(Instant target) {
        return server.nextDue().filter(due -> !due.isAfter(target));
    }

    private void moveTo(Instant instant) {
        clock.moveTo(instant);
        server.keepWorkersAlive();
    }
}
