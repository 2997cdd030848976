package dev.kagzi;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What workflow code can ask of the run it is executed in. All methods belong to the run's own thread: on any other one, and
 * inside the body of a step, they fail with {@link NotInRunException}.
 *
 * <p>Names are for people and need not be unique: the second {@code sleep("wait", …)} of a run is a second sleep.
 */
public interface WorkflowContext {

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

    /** The caller's idempotency key, or {@code null} when the start had none. */
    @Nullable String id();

    /** The current time, recorded: the same on every replay. */
    Instant now();

    /** A random UUID, recorded: the same on every replay. */
    UUID randomUuid();
}
