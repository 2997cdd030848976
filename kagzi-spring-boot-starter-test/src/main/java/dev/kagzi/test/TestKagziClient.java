package dev.kagzi.test;

import dev.kagzi.client.Outbox;
import dev.kagzi.client.ServerApis;
import dev.kagzi.client.ServerKagziClient;
import dev.kagzi.definition.DurationText;
import dev.kagzi.definition.ReferencedWorkflows;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.json.ProtocolJson;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.test.engine.Faults.Crash;
import dev.kagzi.test.engine.TestEngine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import tools.jackson.core.JacksonException;

/**
 * The client of a {@link KagziTest}: starts runs and emits events as any client, and has in its hands what no client has: time, crashes
 * and failures. The application's own {@code KagziClient} is this one.
 *
 * <p>{@code run.result()} waits until no run can go on by itself. A run that then still waits for time or an event makes it fail at once,
 * with a message that says for what.
 */
public final class TestKagziClient extends ServerKagziClient {

    private final TestEngine engine;

    /** Made by the auto-configuration. */
    public TestKagziClient(
            ServerApis apis, PayloadMapper payloads, Outbox outbox, ReferencedWorkflows workflows, TestEngine engine) {
        super(apis, payloads, outbox, workflows);
        this.engine = engine;
    }

    /**
     * Lets time pass: sleeps end, waits time out, deadlines pass, delayed runs start, schedules fire, one after the other. Returns when
     * no run can go on by itself any more.
     *
     * @param time as {@code 30s}, {@code 3d} or {@code PT1H}
     * @throws AssertionError when runs are still executed after ten seconds of real time
     * @throws IllegalArgumentException when it is no duration, has no unit, or is negative
     */
    public void skipTime(String time) {
        skipTime(DurationText.parse(time));
    }

    /** As {@link #skipTime(String)}. */
    public void skipTime(Duration time) {
        engine.settling().skip(time);
    }

    /** The time it is now for workflows and schedules. It begins with the real one. */
    public Instant now() {
        return engine.clock().instant();
    }

    /** Returns when no run can go on by itself any more: all are finished, or wait for time, events or attention. */
    public void settle() {
        engine.settling().settle();
    }

    /**
     * The worker crashes once, the next time that this step has been recorded as completed: the run is executed again from the top, and
     * the step's body is not.
     *
     * @param step its name as in {@code charge}, or its key as in {@code charge#2} or {@code items#1/0/charge}
     */
    public void crashAfterStep(String step) {
        engine.faults().crash(Objects.requireNonNull(step), Crash.AFTER_RECORDED);
    }

    /**
     * The worker crashes once, the next time that this step's body has returned and before that is recorded: the body runs once more, with
     * the same idempotency key.
     *
     * @param step as for {@link #crashAfterStep}
     */
    public void crashInStep(String step) {
        engine.faults().crash(Objects.requireNonNull(step), Crash.BEFORE_RECORDED);
    }

    /**
     * The next attempt of this step fails with this exception, and its body is not entered. Called again, the attempt after it fails too.
     *
     * @param step its name, whichever use of it comes next
     */
    public void failStep(String step, Exception failure) {
        failStep(step, 1, failure);
    }

    /**
     * The next attempts of this step fail with this exception, and its body is not entered.
     *
     * @param attempts from 1
     */
    public void failStep(String step, int attempts, Exception failure) {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts is " + attempts + "; it must be at least 1.");
        }
        engine.faults().failStep(Objects.requireNonNull(step), attempts, Objects.requireNonNull(failure));
    }

    /**
     * Executes today's code along the history of a run, without entering the body of any step: does a run that was started with
     * yesterday's code go on with today's?
     *
     * @param history the answer to {@code GET /api/v1/runs/{runId}?include=steps}
     * @throws IllegalArgumentException when it is none, or not the whole history
     */
    public Replay replay(String history) {
        RunSnapshot run = read(history);
        if (run.steps() == null || Boolean.TRUE.equals(run.moreSteps())) {
            throw new IllegalArgumentException("The history of run '" + run.runId() + "' is not whole: "
                    + (run.steps() == null
                            ? "download it with '?include=steps'."
                            : "it has more steps than one answer holds."));
        }
        return new Replay(run, engine.replay(run).orElse(null));
    }

    private static RunSnapshot read(String history) {
        try {
            return ProtocolJson.read(
                    ProtocolJson.builder().build(), history.getBytes(StandardCharsets.UTF_8), RunSnapshot.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "This is not the answer to GET /api/v1/runs/{runId}?include=steps: " + e.getOriginalMessage(), e);
        }
    }
}
