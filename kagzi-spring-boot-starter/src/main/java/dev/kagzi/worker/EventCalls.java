package dev.kagzi.worker;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.serialization.PayloadPlace;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events that workflow code waits for, and those it emits. */
final class EventCalls {

    private final RunExecution execution;
    private final ClaimedRun run;
    private final CallGate gate;
    private final ReplayedCalls calls;
    private final BranchReports reports;
    private final Waits waits;

    EventCalls(RunExecution execution, CallGate gate, ReplayedCalls calls, BranchReports reports, Waits waits) {
        this.execution = execution;
        this.run = execution.run().claim();
        this.gate = gate;
        this.calls = calls;
        this.reports = reports;
        this.waits = waits;
    }

    /**
     * The data of the next event, {@code null} after the timeout.
     *
     * @param timeout {@code null} for no bound
     */
    @Nullable Object await(String event, @Nullable String key, @Nullable Duration timeout, Type type) {
        String what = "wait for event '" + event + "'";
        return gate.<@Nullable Object>pass(what, () -> {
            OpenTransactionCheck.before(what);
            return calls.next(event, StepKind.EVENT, type, call -> {
                reports.add(new Report.WaitStarted(
                        run.runId(), run.leaseToken(), call.key(), call.position(), event, key, timeout));
                return calls.outcome(waits.pass(call.key()), type);
            });
        });
    }

    void emit(String event, @Nullable String key, @Nullable Object data) {
        String what = "event '" + event + "'";
        gate.pass(what, () -> {
            OpenTransactionCheck.before(what);
            return calls.next(event, StepKind.EMIT, void.class, call -> {
                UUID eventId = UuidCreator.getTimeOrderedEpoch();
                Payload plain = data == null ? null : calls.write(data, Object.class, call.key());
                Payload encoded =
                        plain == null ? null : execution.payloads().encode(plain, PayloadPlace.event(eventId));
                reports.add(new Report.EventEmitted(
                        run.runId(), run.leaseToken(), call.key(), call.position(), event, key, encoded, eventId));
                return null;
            });
        });
    }
}
