package dev.kagzi.worker;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.serialization.PayloadPlace;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What workflow code asks of its run beside steps: sleeps, recorded values, progress and tags. */
final class ContextCalls {

    private final RunExecution execution;
    private final ClaimedRun run;
    private final CallGate gate;
    private final ReplayedCalls calls;
    private final BranchReports reports;
    private final Waits waits;

    ContextCalls(RunExecution execution, CallGate gate, ReplayedCalls calls, BranchReports reports, Waits waits) {
        this.execution = execution;
        this.run = execution.run().claim();
        this.gate = gate;
        this.calls = calls;
        this.reports = reports;
        this.waits = waits;
    }

    void sleep(String name, Duration duration) {
        sleep(name, duration, null);
    }

    void sleepUntil(String name, Instant until) {
        sleep(name, null, until);
    }

    Instant now() {
        return value("now", Instant.class, execution.tools().clock()::now);
    }

    /** A value that is recorded, so that every replay sees the same one. */
    <T> T value(String name, Class<T> type, Supplier<T> value) {
        return type.cast(gate.pass(
                name,
                () -> calls.next(name, StepKind.VALUE, type, call -> {
                    PayloadMapper mapper = execution.tools().mapper();
                    Payload output = mapper.write(value.get());
                    PayloadPlace place = PayloadPlace.stepOutput(run.runId(), call.key());
                    reports.add(call, StepKind.VALUE, execution.payloads().encode(output, place));
                    return mapper.read(output, type);
                })));
    }

    /** Whether the run has met a change of the code. */
    boolean changed(String changeId) {
        return gate.pass(
                "change '" + changeId + "'",
                () -> execution.changes().has(changeId, calls.branch(), () -> !calls.hasHistoryLeft()));
    }

    /** Best effort, and no part of the history. */
    void progress(@Nullable Object value) {
        gate.pass("progress", () -> {
            if (!calls.hasHistoryLeft()) {
                Payload progress = execution.tools().mapper().write(value);
                progressed(execution.payloads().encodeForPeople(progress, PayloadPlace.progress(run.runId())), null);
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
            return calls.next(name, StepKind.SLEEP, void.class, call -> {
                reports.add(new Report.SleepStarted(
                        run.runId(), run.leaseToken(), call.key(), call.position(), duration, until));
                waits.pass(call.key());
                return null;
            });
        });
    }

    private void progressed(@Nullable Payload progress, @Nullable Map<String, String> tags) {
        // A run that is being undone may be replayed further than it had got: a child's outcome may have come since.
        if (!execution.isBeingUndone()) {
            execution.reports().add(new Report.Progressed(run.runId(), run.leaseToken(), progress, tags));
        }
    }
}
