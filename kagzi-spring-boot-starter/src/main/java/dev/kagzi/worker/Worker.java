package dev.kagzi.worker;

import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.transport.WorkerApi;
import dev.kagzi.worker.WorkerStatus.State;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;

/** One worker from its start to the end of its drain: the parts, put together. */
final class Worker {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** How long the end of a drain waits for runs that are still on the wire. */
    private static final Duration TO_ANSWER = Duration.ofSeconds(2);

    /** How long interrupted bodies have to leave at the end of a drain. */
    private static final Duration TO_LEAVE = Duration.ofSeconds(5);

    private final WorkerSettings settings;
    private final WorkerClock clock;
    private final WorkerThreads threads;
    private final WorkerSession session;
    private final OfferedWorkflows workflows;
    private final HeldRuns held;
    private final Slots slots;
    private final Drain drain = new Drain();
    private final RunExecutor executor;
    private final RunPoller poller;
    private final LeaseRenewer renewer;

    Worker(WorkerApi api, Application application, WorkerSettings settings, WorkerClock clock, WorkerThreads threads) {
        this.workflows = application.workflows();
        DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
        this.settings = settings;
        this.clock = clock;
        this.threads = threads;
        this.session = new WorkerSession(
                api,
                application.identity().open(workflows.offers(), settings.concurrency()),
                new ServerContact(clock),
                clock);
        this.held = new HeldRuns(clock);
        this.slots = new Slots(settings.concurrency(), workflows);
        WorkerConnection connection = new WorkerConnection(
                session, clock, threads.requests(), new Backoff(FIRST_PAUSE, LONGEST_PAUSE, random));
        ExecutionTools tools = new ExecutionTools(
                application,
                clock,
                new ReportBatcher(connection),
                threads.branches(),
                new HoldRule(settings.holdThreshold(), drain, slots),
                random);
        this.executor = new RunExecutor(
                workflows, new RunHistory(connection, held), new WorkflowInvocation(application.beans()), held, tools);
        this.poller = new RunPoller(connection, slots, held, this::execute);
        this.renewer = new LeaseRenewer(connection, held, poller);
    }

    /** Returns at once; the server may be away. */
    void start() {
        renewer.start();
        poller.look();
    }

    /**
     * Returns when nothing is executed any more: bodies may end within the drain timeout, then they are interrupted. Claims are
     * renewed until the last one has ended.
     */
    void stop() {
        drain.begin();
        within(TO_ANSWER, poller.stop());
        held.all().forEach(run -> run.monitor().signal());
        if (!within(settings.drainTimeout(), slots.whenEmpty())) {
            held.all().forEach(run -> run.end(Ending.released(run.claim())));
        }
        boolean empty = within(TO_LEAVE, slots.whenEmpty());
        renewer.stop();
        if (empty) {
            // On a thread of its own: the server may hang, and the one that stops the application may be interrupted.
            within(TO_ANSWER, CompletableFuture.runAsync(session::close, threads.requests()));
        } else {
            abandon();
        }
        clock.close();
        threads.close();
    }

    private void abandon() {
        log.warn(
                "The worker stops before these runs have left: {}. Their leases run out by themselves, and they are executed"
                        + " again elsewhere. Make bodies end when they are interrupted, or raise"
                        + " kagzi.worker.drain-timeout.",
                held.all());
        held.all().forEach(run -> held.lose(run, "the worker has stopped"));
    }

    /** Takes nothing more for the time being, or goes on; what it holds goes on either way. */
    void pause(boolean paused) {
        poller.pause(paused);
    }

    WorkerStatus status() {
        return new WorkerStatus(
                state(),
                slots.total(),
                slots.held(),
                poller.lastAnswerAt(),
                session.contact().lastAnswerAt(),
                session.contact().lastError(),
                session.clockSkew(),
                workflows.versions());
    }

    private State state() {
        if (drain.hasBegun()) {
            return State.DRAINING;
        } else if (poller.isPaused()) {
            return State.PAUSED;
        }
        return poller.isDraining() ? State.DRAINING : State.RUNNING;
    }

    /** The claims it has. Code of a claim that was lost may still be leaving. */
    HeldRuns held() {
        return held;
    }

    private void execute(HeldRun run) {
        renewer.taken(run);
        try {
            threads.runs().execute(() -> {
                try {
                    executor.execute(run, () -> left(run));
                } finally {
                    ended(run);
                }
            });
        } catch (RuntimeException | Error e) {
            // Not held any more, it is released with the next renewal, or when its lease runs out.
            log.error("No thread could be started for {}. Lower kagzi.worker.concurrency.", run, e);
            held.remove(run);
            ended(run);
        }
    }

    private void left(HeldRun run) {
        slots.leave(run);
        poller.lookSoon();
    }

    private void ended(HeldRun run) {
        slots.release(run);
        poller.lookSoon();
    }

    private boolean within(Duration timeout, CompletableFuture<Void> expected) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        WorkerClock.Timer timer = clock.after(timeout, () -> over.complete(null));
        CompletableFuture.anyOf(expected, over).join();
        timer.cancel();
        return expected.isDone();
    }

    /**
     * The application a worker works for.
     *
     * @param beans where the beans of the workflows are
     */
    record Application(
            WorkerIdentity identity,
            OfferedWorkflows workflows,
            PayloadMapper mapper,
            BeanFactory beans,
            WorkerExtensions extensions) {}
}
