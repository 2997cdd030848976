package dev.kagzi;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What workflow code can ask of the run it is executed in. All methods belong to the run's own threads: the one that executes the
 * workflow method and those of its branches. On any other one, and inside the body of a step, they fail with {@link
 * NotInRunException}.
 *
 * <p>Names are for people and need not be unique: the second {@code sleep("wait", …)} of a run is a second sleep.
 */
public interface WorkflowContext extends ChildRuns {

    /**
     * Runs {@code body} as a durable step with inherited retry.
     *
     * @param type the result's type, as JSON gives it back
     * @throws StepFailedException when the step failed for good, now or in an earlier execution of the run
     */
    <T extends @Nullable Object> T step(String name, Class<T> type, Callable<T> body);

    /** As {@link #step(String, Class, Callable)}, for generic types. */
    <T extends @Nullable Object> T step(String name, TypeRef<T> type, Callable<T> body);

    /** As {@link #step(String, Class, Callable)}, for a step without a result. */
    void step(String name, ThrowingRunnable body);

    /** Describes a step further before it runs. */
    StepCall step(String name);

    /**
     * Waits durably: the run holds no thread for a long wait, and survives crashes and deploys. It never ends early by the database's
     * clock.
     *
     * @param duration as {@code 30s}, {@code 100ms}, {@code 2d} or {@code PT1H30M}; not negative
     */
    void sleep(String duration);

    /** As {@link #sleep(String)}. */
    void sleep(Duration duration);

    /** As {@link #sleep(String)}, with a name for people. */
    void sleep(String name, String duration);

    /** As {@link #sleep(String)}, with a name for people. */
    void sleep(String name, Duration duration);

    /** Waits durably until an instant; one in the past does not wait. */
    void sleepUntil(String name, Instant until);

    /**
     * Whether this run takes the changed path of the code: {@code true} for runs that come to this place for the first time, {@code
     * false} for those that had already gone on from it when the change was deployed. The first answer is recorded and holds for the
     * rest of the run, wherever it is asked.
     *
     * @param changeId a name for the change, of its own
     */
    boolean changed(String changeId);

    /**
     * Waits durably for the next event of this name and key that the run has not seen: one that came since the run was started, or one
     * that is still to come. Each event is seen once; the next wait gets the next one. The event that has started the run is not among
     * them.
     *
     * @param key as the event has it; {@code null} for events without a key
     * @param timeout how long to wait at most, as {@code 3d}; {@code null} for as long as the run may take
     * @param type of the event's data
     * @return the event's data; empty after the timeout, and for an event without data
     */
    <T> Optional<T> waitForEvent(String event, @Nullable String key, @Nullable String timeout, Class<T> type);

    /** As {@link #waitForEvent(String, String, String, Class)}. */
    <T> Optional<T> waitForEvent(String event, @Nullable String key, @Nullable Duration timeout, Class<T> type);

    /** As {@link #waitForEvent(String, String, String, Class)}, for generic types. */
    <T> Optional<T> waitForEvent(String event, @Nullable String key, @Nullable String timeout, TypeRef<T> type);

    /** As {@link #waitForEvent(String, String, String, Class)}, for generic types. */
    <T> Optional<T> waitForEvent(String event, @Nullable String key, @Nullable Duration timeout, TypeRef<T> type);

    /**
     * Emits an event, once: it starts the workflows that are declared {@code on} it and wakes the runs that wait for it.
     *
     * @param key which of the events of this name it is meant for; {@code null} for those who wait without a key
     * @param data anything Jackson can write; {@code null} for an event without data
     */
    void emit(String event, @Nullable String key, @Nullable Object data);

    /**
     * Runs a branch for each item at the same time and waits for all of them. Steps, sleeps, waits, children and further branches are
     * allowed inside; while a branch waits it holds no thread. Branches must not share what they change.
     *
     * @param items at most 10,000
     * @param branch code of a branch, deterministic like that of a workflow; at most 5 levels deep
     * @return the results in the order of the items
     * @throws BranchesFailedException when branches failed, once all have ended
     */
    <I extends @Nullable Object, O extends @Nullable Object> List<O> parallel(
            String name, Collection<I> items, Function<I, O> branch);

    /**
     * As {@link #parallel}, for branches that do different things.
     *
     * @return the results in the order of the branches
     */
    List<? extends @Nullable Object> all(String name, Callable<?>... branches);

    /** Shows how far the run has come: any value Jackson can write. Best effort; replaces the value before it. */
    void progress(@Nullable Object value);

    /** Sets a tag of the run, by which it can be found. A replay sets it again to the same effect. */
    void tag(String name, String value);

    /** Identity of the run: a UUIDv7. The same over all attempts. */
    String runId();

    /** Name of the workflow. */
    String workflow();

    /** Attempt of the run, from 1; rises when a failed run is retried. Crashes and waits do not change it. */
    int attempt();

    /** When the run was first claimed, by the database's clock. */
    Instant startedAt();

    /** When the firing of the schedule that started the run was due, or {@code null} when no schedule did. */
    @Nullable Instant scheduledAt();

    /** The caller's idempotency key, or {@code null} when the start had none. */
    @Nullable String id();

    /** The current time, recorded: the same on every replay. */
    Instant now();

    /** A random UUID, recorded: the same on every replay. */
    UUID randomUuid();
}
