package dev.kagzi.worker;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.replay.Decision;
import dev.kagzi.serialization.PayloadPlace;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What workflow code asks of its run beside steps: sleeps, recorded values, progress and tags. */
final class ContextCalls {

    private final ClaimedRun run;
    private final CallGate gate;
    private final ReplayedCalls replay;
    private final RunReports reports;
    private final Waits waits;
    private final ExecutionTools tools;
    private final RunPayloads payloads;

    ContextCalls(
            HeldRun run, CallGate gate, ReplayedCalls replay, RunReports reports, Waits waits, ExecutionTools tools) {
        this.run = run.claim();
        this.gate = gate;
        this.replay = replay;
        this.reports = reports;
        this.waits = waits;
        this.tools = tools;
        this.payloads = new RunPayloads(run, tools.mapper());
    }

    void sleep(String name, Duration duration) {
        sleep(name, duration, null);
    }

    void sleepUntil(String name, Instant until) {
        sleep(name, null, until);
    }

    Instant now() {
        return value("now", Instant.class, tools.clock()::now);
    }

    /** A value that is recorded, so that every replay sees the same one. */
    <T> T value(String name, Class<T> type, Supplier<T> value) {
        return type.cast(gate.pass(
                name,
                () -> replay.next(name, StepKind.VALUE, type, call -> {
                    Payload output = tools.mapper().write(value.get());
                    reports.add(
                            recorded(call, payloads.encode(output, PayloadPlace.stepOutput(run.runId(), call.key()))));
                    return tools.mapper().read(output, type);
                })));
    }

    /** Best effort, and no part of the history. */
    void progress(@Nullable Object value) {
        gate.pass("progress", () -> {
            if (!replay.hasHistoryLeft()) {
                Payload progress =
                        payloads.encodeForPeople(tools.mapper().write(value), PayloadPlace.progress(run.runId()));
                progressed(progress, null);
            }
            return null;
        });
    }

    /** Best effort, and no part of the history. */
    void tag(String name, String value) {
        gate.pass("tag '" + name + "'", () -> {
            progressed(null, Map.of(name, value));
            return null;
        });
    }

    private void sleep(String name, @Nullable Duration duration, @Nullable Instant until) {
        String what = "sleep '" + name + "'";
        gate.pass(what, () -> {
            OpenTransactionCheck.before(what);
            return replay.next(name, StepKind.SLEEP, void.class, call -> {
                reports.add(new Report.SleepStarted(
                        run.runId(), run.leaseToken(), call.key(), call.position(), duration, until));
                waits.pass(call.key(), 0, expected(duration, until));
                return null;
            });
        });
    }

    private Duration expected(@Nullable Duration duration, @Nullable Instant until) {
        if (duration != null) {
            return duration;
        }
        return until == null ? Duration.ZERO : Duration.between(tools.clock().now(), until);
    }

    private Report recorded(Decision.Execute call, Payload output) {
        Instant now = tools.clock().now();
        return new Report.StepCompleted(
                run.runId(), run.leaseToken(), call.key(), call.position(), StepKind.VALUE, null, output, 1, now, now);
    }

    private void progressed(@Nullable Payload progress, @Nullable Map<String, String> tags) {
        reports.add(new Report.Progressed(run.runId(), run.leaseToken(), progress, tags));
    }
}
