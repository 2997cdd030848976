package dev.kagzi.server.run;

import static dev.kagzi.protocol.RunStatus.CANCELLED;
import static dev.kagzi.protocol.RunStatus.COMPLETED;
import static dev.kagzi.protocol.RunStatus.FAILED;
import static dev.kagzi.protocol.RunStatus.NEEDS_ATTENTION;
import static dev.kagzi.protocol.RunStatus.PENDING;
import static dev.kagzi.protocol.RunStatus.RUNNING;
import static dev.kagzi.protocol.RunStatus.WAITING;
import static dev.kagzi.server.run.Actor.CLIENT;
import static dev.kagzi.server.run.Actor.SERVER;
import static dev.kagzi.server.run.Actor.WORKER;

import dev.kagzi.protocol.RunStatus;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The life of a run: every change of status there is, with who may make it. */
public final class RunTransitions {

    /**
     * One change of status.
     *
     * @param from null for the first one
     */
    public record Transition(@Nullable RunStatus from, RunStatus to, Actor actor) {}

    private static final Set<Transition> LEGAL = Set.of(
            // Accepted, by a start, a restart or an event; started by its parent; by its schedule.
            new Transition(null, PENDING, CLIENT),
            new Transition(null, PENDING, WORKER),
            new Transition(null, PENDING, SERVER),
            // Cancelled.
            new Transition(PENDING, CANCELLED, CLIENT),
            new Transition(RUNNING, CANCELLED, CLIENT),
            new Transition(WAITING, CANCELLED, CLIENT),
            new Transition(NEEDS_ATTENTION, CANCELLED, CLIENT),
            // Cancelled, or past its deadline, and now undone by its compensations; and then it is.
            new Transition(PENDING, PENDING, CLIENT),
            new Transition(RUNNING, PENDING, CLIENT),
            new Transition(WAITING, PENDING, CLIENT),
            new Transition(PENDING, PENDING, SERVER),
            new Transition(NEEDS_ATTENTION, PENDING, SERVER),
            new Transition(RUNNING, CANCELLED, WORKER),
            // Retried: the one way out of a final status.
            new Transition(FAILED, PENDING, CLIENT),
            new Transition(NEEDS_ATTENTION, PENDING, CLIENT),
            // Claimed.
            new Transition(PENDING, RUNNING, WORKER),
            // Given back: drained, dropped, or one of its waits had resolved already.
            new Transition(RUNNING, PENDING, WORKER),
            new Transition(RUNNING, WAITING, WORKER),
            new Transition(RUNNING, COMPLETED, WORKER),
            new Transition(RUNNING, FAILED, WORKER),
            new Transition(RUNNING, NEEDS_ATTENTION, WORKER),
            // Woken.
            new Transition(WAITING, PENDING, SERVER),
            // Lease expired; during a wait that is still open; too often in a row.
            new Transition(RUNNING, PENDING, SERVER),
            new Transition(RUNNING, WAITING, SERVER),
            new Transition(RUNNING, NEEDS_ATTENTION, SERVER),
            // Deadline passed.
            new Transition(PENDING, FAILED, SERVER),
            new Transition(RUNNING, FAILED, SERVER),
            new Transition(WAITING, FAILED, SERVER),
            new Transition(NEEDS_ATTENTION, FAILED, SERVER));

    private RunTransitions() {}

    /** Whether {@code actor} may take a run from {@code from}, null for a new one, to {@code to}. */
    public static boolean allow(@Nullable RunStatus from, RunStatus to, Actor actor) {
        return LEGAL.contains(new Transition(from, to, actor));
    }

    /**
     * Holds whoever is about to write a change to the table.
     *
     * @throws IllegalStateException when there is no such change
     */
    public static void require(RunStatus from, RunStatus to, Actor actor) {
        if (!allow(from, to, actor)) {
            throw new IllegalStateException("No " + actor + " takes a run from " + from + " to " + to + ".");
        }
    }

    /** All that are legal. */
    public static Set<Transition> legal() {
        return LEGAL;
    }
}
