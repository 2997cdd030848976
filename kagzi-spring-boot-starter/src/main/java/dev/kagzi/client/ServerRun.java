package dev.kagzi.client;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.TypeRef;
import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.FailureType;
import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.serialization.PayloadPlace;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A run on the server. */
record ServerRun<T extends @Nullable Object>(
        ServerAccess server,
        UUID uuid,
        String workflow,
        @Nullable String id,
        Type resultType) implements Run<T> {

    static <T extends @Nullable Object> ServerRun<T> of(ServerAccess server, RunSnapshot run, Type resultType) {
        return new ServerRun<>(server, run.runId(), run.workflow(), run.id(), resultType);
    }

    @Override
    public String runId() {
        return uuid.toString();
    }

    @Override
    public RunStatus status() {
        return server.calls()
                .repeatable("Looking up " + this, () -> server.runs().get(uuid, false))
                .status();
    }

    @Override
    public T result() {
        return result(server.results().finished(uuid, Deadline.never()));
    }

    @Override
    public T result(Duration wait) {
        return result(server.results().finished(uuid, Deadline.in(wait)));
    }

    @Override
    public RunStatus cancel() {
        return cancel(new CancelRun(null, null));
    }

    @Override
    public RunStatus cancel(String reason) {
        return cancel(new CancelRun(reason, null));
    }

    @Override
    public RunStatus forceCancel(String reason) {
        return cancel(new CancelRun(reason, true));
    }

    @Override
    public Run<T> retry() {
        UUID key = UuidCreator.getTimeOrderedEpoch();
        server.calls().repeatable("Retrying " + this, () -> server.runs().retry(uuid, key));
        return this;
    }

    @Override
    public Run<T> restart() {
        RestartRun request = new RestartRun(null, UuidCreator.getTimeOrderedEpoch());
        RunSnapshot restarted = server.calls()
                .repeatable("Restarting " + this, () -> server.runs().restart(uuid, request));
        return of(server, restarted, resultType);
    }

    @Override
    public <U extends @Nullable Object> Run<U> returns(Class<U> type) {
        return new ServerRun<>(server, uuid, workflow, id, type);
    }

    @Override
    public <U extends @Nullable Object> Run<U> returns(TypeRef<U> type) {
        return new ServerRun<>(server, uuid, workflow, id, type.type());
    }

    @Override
    public String toString() {
        return "run '" + uuid + "' of workflow '" + workflow + "'" + (id == null ? "" : " with id '" + id + "'");
    }

    private RunStatus cancel(CancelRun request) {
        return server.calls()
                .repeatable("Cancelling " + this, () -> server.runs().cancel(uuid, request))
                .status();
    }

    /** The type was named by whoever chose {@code T}. */
    @SuppressWarnings({"unchecked", "NullAway"})
    private T result(RunSnapshot finished) {
        return switch (finished.status()) {
            case FAILED -> throw failed(finished);
            case CANCELLED -> throw new RunCancelledException(runId());
            default -> (T) server.payloads().read(finished.output(), resultType, PayloadPlace.output(uuid));
        };
    }

    private RunFailedException failed(RunSnapshot finished) {
        Failure failure = Objects.requireNonNullElse(
                finished.failure(), Failure.of(FailureType.UNKNOWN, "the server names no failure"));
        return new RunFailedException(runId(), failure.type(), failure.message(), failure.step());
    }
}
