package dev.kagzi.client;

import dev.kagzi.KagziException;
import dev.kagzi.TypeRef;
import dev.kagzi.client.Handover.Fate;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.transport.RunQuery;
import dev.kagzi.transport.ServerProblemException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A run whose start an outbox has taken over: there is nothing to ask the server for before it has accepted the start. */
final class HandedOverRun<T extends @Nullable Object> implements Run<T> {

    private final ServerAccess server;
    private final Sending.Start start;
    private final Handover handover;
    private final Type resultType;

    HandedOverRun(ServerAccess server, Sending.Start start, Handover handover, Type resultType) {
        this.server = server;
        this.start = start;
        this.handover = handover;
        this.resultType = resultType;
    }

    @Override
    public String runId() {
        UUID known = fate(Duration.ZERO) instanceof Fate.Accepted accepted ? accepted.id() : null;
        return (known == null ? start.id() : known).toString();
    }

    @Override
    public String workflow() {
        return start.run().workflow();
    }

    @Override
    public @Nullable String id() {
        return start.run().id();
    }

    @Override
    public RunStatus status() {
        return started().status();
    }

    @Override
    public T result() {
        return started(Deadline.never()).result();
    }

    @Override
    public T result(Duration wait) {
        Deadline deadline = Deadline.in(wait);
        return started(deadline).result(deadline.left());
    }

    @Override
    public RunStatus cancel() {
        return started().cancel();
    }

    @Override
    public RunStatus cancel(String reason) {
        return started().cancel(reason);
    }

    @Override
    public RunStatus forceCancel(String reason) {
        return started().forceCancel(reason);
    }

    @Override
    public Run<T> retry() {
        return started().retry();
    }

    @Override
    public Run<T> restart() {
        return started().restart();
    }

    @Override
    public <U extends @Nullable Object> Run<U> returns(Class<U> type) {
        return new HandedOverRun<>(server, start, handover, type);
    }

    @Override
    public <U extends @Nullable Object> Run<U> returns(TypeRef<U> type) {
        return new HandedOverRun<>(server, start, handover, type.type());
    }

    @Override
    public String toString() {
        return "run '" + start.id() + "' of workflow '" + workflow() + "'"
                + (id() == null ? "" : " with id '" + id() + "'");
    }

    /** The run, as soon as the server has it; a server that is away is put up with as at any other call. */
    private ServerRun<T> started() {
        try {
            return started(Deadline.in(server.calls().patience().total()));
        } catch (TimeoutException e) {
            throw new ServerUnavailableException(e.getMessage() + " The server may be away.", e);
        }
    }

    private ServerRun<T> started(Deadline deadline) {
        Fate fate = fate(deadline.left());
        if (fate instanceof Fate.Accepted accepted) {
            return accepted.id() == null ? find() : run(accepted.id());
        }
        if (fate instanceof Fate.Open) {
            throw new RunNotStartedException(
                    "There is no " + this + " yet: its start was sent inside a transaction that is"
                            + " still open, and happens after the commit. Ask after the commit, or start it with immediately().");
        }
        if (fate instanceof Fate.Dropped dropped) {
            throw new RunNotStartedException(
                    "There is no " + this + ": its start was not sent, because " + dropped.why() + ".");
        }
        if (fate instanceof Fate.Refused refused) {
            throw refused(refused);
        }
        throw new TimeoutException("The start of " + this + " still waits to be sent.");
    }

    private KagziException refused(Fate.Refused refused) {
        String what = "Starting " + this;
        return refused.problem() == null
                ? new KagziException(what + " was given up: " + refused.why())
                : Refusals.refused(what, refused.problem());
    }

    /** Another instance of the application has sent it, so only the server knows whether the id was taken. */
    private ServerRun<T> find() {
        StartRun sent = start.run();
        String what = "Looking up " + this;
        return server.calls().repeatable(what, () -> {
            try {
                return run(server.runs().get(start.id(), false).runId());
            } catch (ServerProblemException e) {
                if (sent.id() == null || !e.is(ProblemCode.RUN_NOT_FOUND)) {
                    throw e;
                }
                RunQuery query = new RunQuery(sent.workflow(), null, sent.id(), Map.of(), null, null, 1, null);
                List<RunSnapshot> earlier = server.runs().list(query).items();
                if (earlier.isEmpty()) {
                    throw e;
                }
                return run(earlier.get(0).runId());
            }
        });
    }

    private ServerRun<T> run(UUID runId) {
        return new ServerRun<>(server, runId, workflow(), id(), resultType);
    }

    private Fate fate(Duration wait) {
        try {
            return handover.fate(wait);
        } catch (InterruptedException e) {
            throw Pauses.interrupted("Waiting for the start of " + this, e);
        }
    }
}
