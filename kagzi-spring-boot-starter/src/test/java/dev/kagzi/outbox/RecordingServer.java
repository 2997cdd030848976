package dev.kagzi.outbox;

import dev.kagzi.client.ServerApis;
import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.EventSnapshot;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.PublishEvent;
import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.transport.EventsApi;
import dev.kagzi.transport.RunQuery;
import dev.kagzi.transport.RunsApi;
import dev.kagzi.transport.ServerProblemException;
import dev.kagzi.transport.ServerUnreachableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.mockito.Mockito;

/** A server that knows by their ids what it has accepted, in its order. */
final class RecordingServer implements RunsApi, EventsApi {

    /** What was accepted for the first time, by runId or eventId, and what it is called. */
    final Map<UUID, String> accepted = new LinkedHashMap<>();

    final List<PublishEvent> events = new ArrayList<>();
    final BlockingQueue<String> arrivals = new LinkedBlockingQueue<>();
    private final Map<UUID, RunSnapshot> runs = new LinkedHashMap<>();
    private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    private int requests;
    volatile Runnable before = () -> {};
    volatile Runnable after = () -> {};
    volatile boolean isAway;

    ServerApis apis() {
        return new ServerApis(this, this, Mockito.mock());
    }

    /** The next request that is no look-up is answered like this. */
    RecordingServer failing(RuntimeException failure) {
        failures.add(failure);
        return this;
    }

    RecordingServer refusing(int status, String code) {
        return failing(problem(status, code, false));
    }

    static ServerProblemException problem(int status, String code, boolean retryable) {
        return new ServerProblemException(
                new Problem("about:" + code, "Title", status, "Detail of " + code, code, retryable, null), null);
    }

    /** The name of what arrives next. */
    String next() {
        try {
            String next = arrivals.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing arrived; so far " + names());
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    synchronized List<String> names() {
        return List.copyOf(accepted.values());
    }

    synchronized int requests() {
        return requests;
    }

    private <T> T answer(UUID id, String name, Supplier<T> answer) {
        before.run();
        T answered;
        synchronized (this) {
            requests++;
            if (isAway) {
                throw new ServerUnreachableException("away", null);
            }
            RuntimeException failure = failures.poll();
            if (failure != null) {
                throw failure;
            }
            answered = answer.get();
            if (accepted.putIfAbsent(id, name) == null) {
                arrivals.add(name);
            }
        }
        after.run();
        return answered;
    }

    @Override
    public RunSnapshot start(StartRun start) {
        RunSnapshot earlier = byId(start.id());
        if (earlier != null && !earlier.runId().equals(start.runId())) {
            return answer(earlier.runId(), start.workflow(), () -> earlier);
        }
        return answer(start.runId(), start.workflow(), () -> runs.computeIfAbsent(start.runId(), id -> run(start)));
    }

    private synchronized RunSnapshot byId(String id) {
        return id == null
                ? null
                : runs.values().stream()
                        .filter(run -> id.equals(run.id()))
                        .findFirst()
                        .orElse(null);
    }

    private static RunSnapshot run(StartRun start) {
        return new RunSnapshot(
                start.runId(),
                start.workflow(),
                1,
                start.id(),
                RunStatus.COMPLETED,
                null,
                null,
                1,
                0,
                Map.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                start.input(),
                start.input(),
                null,
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    @Override
    public EventSnapshot publish(PublishEvent event) {
        return answer(event.eventId(), event.name(), () -> {
            events.add(event);
            return new EventSnapshot(
                    event.eventId(), event.name(), event.key(), null, Instant.EPOCH, List.of(), List.of(), false);
        });
    }

    @Override
    public synchronized RunSnapshot get(UUID runId, boolean withSteps) {
        if (!runs.containsKey(runId)) {
            throw problem(404, "RUN_NOT_FOUND", false);
        }
        return runs.get(runId);
    }

    @Override
    public RunSnapshot result(UUID runId, Duration wait) {
        return get(runId, false);
    }

    @Override
    public RunSnapshot cancel(UUID runId, CancelRun cancel) {
        return get(runId, false);
    }

    @Override
    public RunSnapshot retry(UUID runId, UUID key) {
        return get(runId, false);
    }

    @Override
    public RunSnapshot restart(UUID runId, RestartRun restart) {
        return get(runId, false);
    }

    @Override
    public synchronized Page<RunSnapshot> list(RunQuery query) {
        RunSnapshot found = byId(query.id());
        return new Page<>(found == null ? List.of() : List.of(found), null);
    }
}
