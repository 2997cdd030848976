package dev.kagzi.server.run;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.database.Json;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.shutdown.OpenRequests;
import dev.kagzi.server.shutdown.ShutdownOrder;
import dev.kagzi.server.signal.Signal;
import dev.kagzi.server.signal.SignalListener;
import dev.kagzi.server.web.EventStream;
import dev.kagzi.server.web.EventStream.Event;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Those who follow runs: each gets an event when its run has changed, and a heartbeat in between. */
@Component
class RunStreams implements SignalListener, OpenRequests, SmartLifecycle, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(RunStreams.class);
    private static final int MAX_STREAMS = 1_000;
    private static final int LOOKERS = 2;
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final RunRepository runs;
    private final RunSnapshots snapshots;
    private final Json json;
    private final RunWatch<EventStream> streams = new RunWatch<>("kagzi-streams", this::lookAt);
    private final ScheduledExecutorService lookers;
    /** A thread for each stream that is just written to: one whose client does not read holds up no other. */
    private final ExecutorService writers;

    private volatile boolean stopping;

    RunStreams(RunRepository runs, RunSnapshots snapshots, Json json) {
        this.runs = runs;
        this.snapshots = snapshots;
        this.json = json;
        this.lookers = Executors.newScheduledThreadPool(LOOKERS, threads("kagzi-stream-"));
        this.writers = Executors.newCachedThreadPool(threads("kagzi-stream-write-"));
        lookers.scheduleWithFixedDelay(
                this::sendHeartbeats, HEARTBEAT.toSeconds(), HEARTBEAT.toSeconds(), TimeUnit.SECONDS);
    }

    private static ThreadFactory threads(String prefix) {
        CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
        threads.setDaemon(true);
        return threads;
    }

    /**
     * Follows a run until it is finished.
     *
     * @param lastEventId the id of the last event that the client has got, empty when it has got none
     * @return empty when the client has got the last event there is
     * @throws ProblemException when there is no such run, too many follow runs already, or the server stops
     */
    Optional<EventStream> follow(UUID namespaceId, UUID runId, String lastEventId) {
        RunKey key = new RunKey(namespaceId, runId);
        Run run = existing(namespaceId, runId);
        if (run.isFinal() && lastEventId.equals(runs.revisions(Set.of(key)).get(key))) {
            return Optional.empty();
        }
        EventStream stream = newStream(lastEventId);
        stream.onEnd(() -> streams.remove(key, stream));
        streams.add(key, stream);
        // Only now: whoever ends all streams has seen this one, or is seen here.
        refusal().ifPresent(refusal -> {
            streams.remove(key, stream);
            throw refusal;
        });
        // Without it a client that has seen all there is would not hear that it is connected.
        stream.sendHeartbeat();
        // After it is watched: no change in between is missed.
        lookers.execute(() -> lookAt(Set.of(key)));
        return Optional.of(stream);
    }

    EventStream newStream(String lastEventId) {
        return new EventStream(writers, lastEventId);
    }

    /** @throws ProblemException when there is no such run */
    Run existing(UUID namespaceId, UUID runId) {
        return runs.findListed(namespaceId, runId).orElseThrow(() -> RunProblems.notFound(runId));
    }

    private Optional<ProblemException> refusal() {
        if (stopping) {
            return Optional.of(new ProblemException(
                    ProblemCode.UNAVAILABLE, "This server stops. Follow the run at another one, or a little later."));
        }
        return streams.size() <= MAX_STREAMS
                ? Optional.empty()
                : Optional.of(new ProblemException(
                        ProblemCode.OVERLOADED,
                        "This server sends %,d streams already. Try again a little later.".formatted(MAX_STREAMS)));
    }

    private void lookAt(Set<RunKey> keys) {
        Map<RunKey, String> revisions = runs.revisions(keys);
        Set<RunKey> changed = keys.stream()
                .filter(key ->
                        streams.of(key).stream().anyMatch(stream -> !stream.hasSeen(revisions.getOrDefault(key, ""))))
                .collect(Collectors.toSet());
        changed.forEach(key -> tellOrEnd(key, revisions.get(key)));
    }

    /** A run that cannot be shown ends its own streams, and keeps none of the others waiting. */
    private void tellOrEnd(RunKey key, @Nullable String revision) {
        try {
            tell(key, revision);
        } catch (DataAccessException | TransactionException e) {
            throw e;
        } catch (RuntimeException e) {
            log.error("Run {} cannot be shown; its streams are ended", key.runId(), e);
            streams.of(key).forEach(EventStream::end);
        }
    }

    /** The run may be newer than its revision by now: then the next look finds it changed once more. */
    private void tell(RunKey key, @Nullable String revision) {
        Run run = runs.findListed(key.namespaceId(), key.runId()).orElse(null);
        if (run == null || revision == null) {
            streams.of(key).forEach(EventStream::end);
            return;
        }
        Event event = new Event("run", revision, line(run), run.isFinal());
        streams.of(key).stream().filter(stream -> !stream.hasSeen(revision)).forEach(stream -> stream.send(event));
    }

    /** Line breaks stand between the tokens of JSON only, never within one. */
    private String line(Run run) {
        return json.text(snapshots.of(run)).replace('\n', ' ').replace('\r', ' ');
    }

    void sendHeartbeats() {
        streams.all().forEach(EventStream::sendHeartbeat);
    }

    @Override
    public void onSignal(Signal signal) {
        streams.onSignal(signal);
    }

    @Override
    public String kind() {
        return "streams";
    }

    @Override
    public int open() {
        return streams.size();
    }

    @Override
    public void answerAll() {
        stopping = true;
        streams.all().forEach(EventStream::end);
    }

    @Override
    public void letWait() {
        stopping = false;
    }

    @Override
    public void start() {
        streams.start();
    }

    @Override
    public int getPhase() {
        return ShutdownOrder.BACKGROUND_SERVICES;
    }

    @Override
    public void stop() {
        streams.stop();
    }

    @Override
    public void destroy() {
        lookers.shutdownNow();
        writers.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return streams.isRunning();
    }
}
