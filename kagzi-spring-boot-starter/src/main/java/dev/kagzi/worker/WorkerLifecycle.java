package dev.kagzi.worker;

import dev.kagzi.transport.WorkerApi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the worker with the application and stops it first of all: steps may need everything else, and a draining web server
 * may still start runs elsewhere.
 */
public final class WorkerLifecycle implements SmartLifecycle {

    /**
     * After the web server, which starts at {@code MAX_VALUE - 2048} and begins its graceful shutdown at {@code MAX_VALUE - 1024}, and
     * so before both when the application stops. Beans such as the DataSource are destroyed after all phases have stopped.
     */
    static final int PHASE = DEFAULT_PHASE - 512;

    private static final Logger log = LoggerFactory.getLogger(WorkerLifecycle.class);

    private final WorkerApi api;
    private final WorkerApplication application;
    private final OfferedWorkflows workflows;
    private final WorkerSettings settings;
    private final WorkerTime time;
    private final Object pausing = new Object();
    private volatile @Nullable Worker worker;
    private boolean paused;

    public WorkerLifecycle(WorkerApi api, WorkerApplication application, WorkerSettings settings, WorkerTime time) {
        this.api = api;
        this.application = application;
        this.workflows = OfferedWorkflows.of(application.definitions(), settings);
        this.settings = settings;
        this.time = time;
    }

    @Override
    public synchronized void start() {
        if (worker != null || workflows.isEmpty()) {
            return;
        }
        Worker started = new Worker(
                api,
                application.offering(workflows),
                settings,
                new SystemWorkerClock(time.source()),
                WorkerThreads.create(settings.concurrency()));
        synchronized (pausing) {
            if (paused) {
                started.pause(true);
            }
            worker = started;
        }
        started.start();
        log.debug("The worker has started for {}", workflows.versions());
    }

    /**
     * Returns when the worker has drained: a phase's timeout ends no drain before its own. Only a start waits for it; who asks how
     * the worker stands is told meanwhile.
     */
    @Override
    public synchronized void stop() {
        Worker stopping = worker;
        if (stopping != null) {
            stopping.stop();
            worker = null;
        }
    }

    /** Takes no further runs until it is resumed, also over a restart of the worker; what it holds goes on. */
    public void pause() {
        setPaused(true);
    }

    /** Takes runs again. */
    public void resume() {
        setPaused(false);
    }

    private void setPaused(boolean asked) {
        synchronized (pausing) {
            paused = asked;
            Worker told = worker;
            if (told != null) {
                told.pause(asked);
            }
        }
        log.info(asked ? "The worker is paused: it takes no further runs." : "The worker takes runs again.");
    }

    /** How the worker stands. */
    public WorkerStatus status() {
        Worker asked = worker;
        return asked == null
                ? new WorkerStatus(
                        WorkerStatus.State.STOPPED,
                        settings.concurrency(),
                        0,
                        null,
                        null,
                        null,
                        null,
                        workflows.versions())
                : asked.status();
    }

    @Override
    public boolean isRunning() {
        return worker != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
