package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.EndedClaim;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.protocol.worker.Renew;
import dev.kagzi.protocol.worker.Renewed;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.ReportResult.Code;
import dev.kagzi.protocol.worker.ReportResults;
import dev.kagzi.protocol.worker.Resolved;
import dev.kagzi.protocol.worker.Session;
import dev.kagzi.protocol.worker.StepPage;
import dev.kagzi.replay.History;
import dev.kagzi.transport.ServerProblemException;
import dev.kagzi.transport.ServerUnreachableException;
import dev.kagzi.transport.WorkerApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** The worker protocol in memory: claims, tokens, stamps, open waits and repeats as the contract has them. */
final class FakeServer implements WorkerApi {

    static final Duration LEASE = Duration.ofSeconds(30);
    static final Duration RENEW_INTERVAL = Duration.ofSeconds(10);

    private static final Duration SILENCE = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final List<List<Report>> requests = new ArrayList<>();
    final List<Renew> renewals = new ArrayList<>();
    final List<Poll> polls = new ArrayList<>();
    final AtomicInteger sessions = new AtomicInteger();
    final List<UUID> instances = new ArrayList<>();
    private final ManualClock clock;
    private final Map<UUID, FakeRun> runs = new LinkedHashMap<>();
    private final Map<Long, List<UUID>> answered = new HashMap<>();
    private final List<Resolved> resolved = new ArrayList<>();
    private final FakeEvents events = new FakeEvents();
    private boolean hasUntold;
    private final List<EndedClaim> ended = new ArrayList<>();
    private UUID workerId;
    private long newest;
    private long waitingPoll;
    private boolean closed;
    private boolean sessionClosed;
    volatile boolean closedWhileInterrupted;
    private boolean down;
    private Duration ahead = Duration.ZERO;
    private int arrived;
    private int lostReplies;
    private int lostPolls;
    private int garbledPolls;
    private Duration firstLease = LEASE;
    private boolean draining;
    private boolean drainIsNews;
    private long endedWait;
    private boolean holdsPolls;
    private boolean holdsReports;
    private boolean holdsReplies;
    private Error pollsFailWith;
    private RuntimeException pagesFailWith;
    private volatile CountDownLatch closing;
    private Consumer<List<Report>> envelopes = reports -> {};
    private Function<Report, ReportResult> verdict = report -> null;

    FakeServer(ManualClock clock) {
        this.clock = clock;
    }

    // What tests do

    synchronized FakeRun start(String workflow, String input) {
        return start(new FakeRun(workflow, Payload.of(input)));
    }

    synchronized FakeRun start(FakeRun run) {
        runs.put(run.runId, run);
        notifyAll();
        return run;
    }

    /** An event comes: it ends the oldest wait for it of each run. */
    synchronized void emit(String name, String key, Payload data) {
        FakeEvents.Channel channel = new FakeEvents.Channel(name, key);
        events.add(channel, data);
        List.copyOf(runs.values())
                .forEach(run -> List.copyOf(run.channels.entrySet()).stream()
                        .filter(wait -> wait.getValue().equals(channel) && isOpen(run, wait.getKey()))
                        .findFirst()
                        .ifPresent(wait -> readEvent(run, wait.getKey())));
    }

    void emit(String name, String key, String data) {
        emit(name, key, Payload.of(data));
    }

    /** The run that a step has started. */
    synchronized FakeRun child(FakeRun parent, StepKey step) {
        return runs.get(parent.steps.get(step).childRunId());
    }

    synchronized void complete(FakeRun run, Payload output) {
        run.output = output;
        run.status = RunStatus.COMPLETED;
        tellParent(run);
    }

    synchronized void fail(FakeRun run, Failure failure) {
        run.failure = failure;
        begin(run, RunStatus.FAILED);
        if (run.status == RunStatus.FAILED) {
            tellParent(run);
        }
    }

    /** Opens the step whose failure ended the run, and lets the run go on. */
    synchronized void retry(FakeRun run) {
        run.steps.keySet().removeIf(step -> step.toString().equals(run.failure.step()));
        run.failure = null;
        run.status = RunStatus.PENDING;
        notifyAll();
    }

    /** Tells an outcome again that has been told before. */
    synchronized void tellAgain(FakeRun run, StepKey step) {
        resolved.add(new Resolved(run.runId, run.claim, run.steps.get(step)));
        hasUntold = true;
        notifyAll();
    }

    synchronized void cancel(FakeRun run) {
        begin(run, RunStatus.CANCELLED);
        run.token = "";
        ended.add(new EndedClaim(run.runId, run.claim));
        notifyAll();
    }

    /** What was done has to be undone first. */
    private static void begin(FakeRun run, RunStatus ending) {
        boolean compensable = run.steps.values().stream().anyMatch(step -> step.completedAt() != null);
        boolean begins = compensable && run.ending == null;
        run.ending = begins ? ending : run.ending;
        run.status = begins ? RunStatus.PENDING : ending;
    }

    /** The lease runs out at the server, whatever the worker thinks. */
    synchronized void expire(FakeRun run) {
        run.status = RunStatus.PENDING;
        run.token = "";
        notifyAll();
    }

    synchronized void down(boolean away) {
        down = away;
        notifyAll();
    }

    /** Its clock goes before the worker's. */
    synchronized void setClockAhead(Duration by) {
        ahead = by;
    }

    /** How long the claims it makes from now on hold before they are renewed. */
    synchronized void setFirstLease(Duration lease) {
        firstLease = lease;
    }

    /** The next reports take effect, but their replies get lost. */
    synchronized void loseReplies(int count) {
        lostReplies = count;
    }

    /** The next polls claim, but their replies get lost. */
    synchronized void losePolls(int count) {
        lostPolls = count;
    }

    /** The next polls claim, but what they answer makes no sense. */
    synchronized void garblePolls(int count) {
        garbledPolls = count;
    }

    /** Answers that bring runs stay on the wire. */
    synchronized void holdPolls(boolean held) {
        holdsPolls = held;
        notifyAll();
    }

    /** Requests with reports stay on the wire. */
    synchronized void holdReports(boolean held) {
        holdsReports = held;
        notifyAll();
    }

    /** Reports take effect, but the replies to them stay on the wire. */
    synchronized void holdReplies(boolean held) {
        holdsReplies = held;
        notifyAll();
    }

    /** Refuses whole requests by throwing. */
    synchronized void refuseRequests(Consumer<List<Report>> check) {
        envelopes = check;
    }

    /** Hands over no history beyond what comes with the claim. */
    synchronized void refusePages(RuntimeException problem) {
        pagesFailWith = problem;
    }

    /** As if the session had polled so often already. */
    synchronized void countPollsFrom(long count) {
        newest = count;
    }

    /** The next poll fails in the worker's own JVM. */
    synchronized void failPoll(Error failure) {
        pollsFailWith = failure;
    }

    /** The session is closed only when the latch opens. */
    synchronized void holdClose(CountDownLatch until) {
        closing = until;
    }

    /** Refuses reports for which the function has a result. */
    synchronized void judge(Function<Report, ReportResult> judge) {
        verdict = judge;
    }

    /** Asks the worker to take nothing more, or does not ask any more: the open poll is answered with it. */
    synchronized void drain(boolean asked) {
        draining = asked;
        drainIsNews = true;
        notifyAll();
    }

    /** The same, when the server of the open poll has not heard of it. */
    synchronized void drainUnheard(boolean asked) {
        draining = asked;
    }

    /** The open poll has waited for as long as it may. */
    synchronized void endWait() {
        endedWait = newest;
        notifyAll();
    }

    synchronized void forgetSession() {
        workerId = null;
        notifyAll();
    }

    /** Whether the newest poll has arrived and waits for work. */
    synchronized boolean isPolled() {
        return waitingPoll > 0 && waitingPoll == newest;
    }

    synchronized boolean sessionIsClosed() {
        return sessionClosed;
    }

    synchronized void shutdown() {
        closed = true;
        notifyAll();
    }

    void await(FakeRun run, RunStatus status) {
        await(
                () -> run.status == status,
                () -> run.workflow + " is " + run.status + " in place of " + status + ": " + run.failure);
    }

    void await(BooleanSupplier state) {
        await(state, () -> "The state awaited did not come");
    }

    synchronized void await(BooleanSupplier state, java.util.function.Supplier<String> message) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!state.getAsBoolean()) {
            long left = (until - System.nanoTime()) / 1_000_000;
            assertThat(left).as(message.get()).isPositive();
            long before = System.nanoTime();
            pause(Math.min(left, SILENCE.toMillis()));
            if (System.nanoTime() - before >= SILENCE.toNanos()) {
                tick();
            }
        }
    }

    /** Nothing has happened for a while: the pause after a poll that brought nothing passes by itself. */
    private void tick() {
        Thread ticking = new Thread(clock::passShortPauses);
        ticking.setDaemon(true);
        ticking.start();
    }

    /** Gives other threads a moment to bring the state about. */
    synchronized boolean awaitBriefly(BooleanSupplier state) {
        if (!state.getAsBoolean()) {
            pause(5);
        }
        return state.getAsBoolean();
    }

    synchronized <T extends Report> List<T> reports(Class<T> type) {
        return requests.stream()
                .flatMap(List::stream)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** Requests with reports that have arrived, whatever became of them. */
    synchronized int arrived() {
        return arrived;
    }

    synchronized List<Renew> renewals() {
        return List.copyOf(renewals);
    }

    synchronized List<Poll> polls() {
        return List.copyOf(polls);
    }

    // The protocol

    @Override
    public synchronized Session open(OpenSession session) {
        reachable();
        sessions.incrementAndGet();
        if (!instances.contains(session.instanceId())) {
            newest = 0;
            answered.clear();
        }
        instances.add(session.instanceId());
        workerId = UUID.randomUUID();
        notifyAll();
        return new Session(workerId, LEASE, RENEW_INTERVAL, clock.now().plus(ahead));
    }

    @Override
    public synchronized PollAnswer poll(UUID worker, Poll poll) {
        known(worker);
        if (pollsFailWith != null) {
            Error failure = pollsFailWith;
            pollsFailWith = null;
            throw failure;
        }
        long arrival = clock.nanoTime();
        polls.add(poll);
        newest = Math.max(newest, poll.requestId());
        notifyAll();
        if (!answered.containsKey(poll.requestId())) {
            awaitNews(worker, poll);
        }
        if (lostPolls > 0) {
            lostPolls--;
            throw new ServerUnreachableException("The reply was lost", null);
        }
        if (garbledPolls > 0) {
            garbledPolls--;
            return garbledPolls % 2 == 0
                    ? new PollAnswer(Collections.singletonList(null), List.of(), List.of(), null)
                    : new PollAnswer(List.of(), List.of(new Resolved(UUID.randomUUID(), 1, null)), List.of(), null);
        }
        List<ClaimedRun> claimed = answered.getOrDefault(poll.requestId(), List.of()).stream()
                .map(runs::get)
                .filter(run -> run.status == RunStatus.RUNNING && run.stamp == poll.requestId())
                .map(run -> run.claimed(Duration.ofNanos(run.leaseEnd - arrival)))
                .toList();
        hasUntold = false;
        drainIsNews = false;
        PollAnswer answer = new PollAnswer(claimed, List.copyOf(resolved), takeEnded(), draining ? true : null);
        while (holdsPolls && !claimed.isEmpty() && !closed) {
            pause(1000);
        }
        return answer;
    }

    @Override
    public synchronized ReportResults report(UUID worker, List<Report> reports) {
        known(worker);
        arrived++;
        notifyAll();
        while (holdsReports && !closed) {
            pause(1000);
        }
        envelopes.accept(reports);
        requests.add(reports);
        Map<UUID, List<Report>> byRun = new LinkedHashMap<>();
        reports.forEach(report ->
                byRun.computeIfAbsent(report.runId(), id -> new ArrayList<>()).add(report));
        Map<Report, ReportResult> results = new java.util.IdentityHashMap<>();
        byRun.forEach((runId, ofRun) -> apply(runs.get(runId), ofRun, results));
        notifyAll();
        while (holdsReplies && !closed) {
            pause(1000);
        }
        if (lostReplies > 0) {
            lostReplies--;
            throw new ServerUnreachableException("The reply was lost", null);
        }
        return new ReportResults(reports.stream().map(results::get).toList());
    }

    @Override
    public synchronized Renewed renew(UUID worker, Renew renew) {
        known(worker);
        renewals.add(renew);
        List<Renewed.Lost> lost = new ArrayList<>();
        for (UUID runId : renew.runs()) {
            FakeRun run = runs.get(runId);
            if (run.status == RunStatus.RUNNING) {
                run.leaseEnd = clock.nanoTime() + LEASE.toNanos();
            } else {
                lost.add(new Renewed.Lost(runId));
            }
        }
        runs.values().stream()
                .filter(run -> run.status == RunStatus.RUNNING
                        && !renew.runs().contains(run.runId)
                        && run.stamp <= renew.answered())
                .forEach(run -> run.status = RunStatus.PENDING);
        notifyAll();
        return new Renewed(
                LEASE,
                lost,
                List.copyOf(resolved),
                takeEnded(),
                draining ? true : null,
                clock.now().plus(ahead));
    }

    @Override
    public void close(UUID worker) {
        if (closing != null) {
            RunExecutionTests.await(closing);
        }
        closedWhileInterrupted = Thread.currentThread().isInterrupted();
        synchronized (this) {
            sessionClosed = true;
            notifyAll();
        }
    }

    @Override
    public synchronized StepPage moreSteps(UUID worker, UUID runId, String after) {
        known(worker);
        if (pagesFailWith != null) {
            throw pagesFailWith;
        }
        List<HistoryStep> all = List.copyOf(runs.get(runId).steps.values());
        int from = Integer.parseInt(after);
        int to = Math.min(all.size(), from + runs.get(runId).pageSize);
        return new StepPage(all.subList(from, to), to < all.size() ? String.valueOf(to) : null);
    }

    private void awaitNews(UUID worker, Poll poll) {
        while (true) {
            if (closed || newest > poll.requestId() || Duration.ZERO.equals(poll.waitFor())) {
                return;
            }
            known(worker);
            List<UUID> claimed = draining ? List.of() : claim(poll);
            if (!claimed.isEmpty()) {
                answered.put(poll.requestId(), claimed);
                return;
            }
            if (hasUntold || !ended.isEmpty() || drainIsNews || poll.requestId() <= endedWait) {
                return;
            }
            waitingPoll = poll.requestId();
            notifyAll();
            pause(1000);
            waitingPoll = 0;
        }
    }

    private List<UUID> claim(Poll poll) {
        List<UUID> claimed = new ArrayList<>();
        Map<String, Integer> perWorkflow = new HashMap<>();
        for (FakeRun run : runs.values()) {
            int free = poll.workflows().stream()
                    .filter(wanted -> wanted.name().equals(run.workflow))
                    .mapToInt(Poll.Wanted::free)
                    .sum();
            boolean fits = claimed.size() < poll.free() && perWorkflow.getOrDefault(run.workflow, 0) < free;
            if (run.status == RunStatus.PENDING && fits) {
                run.status = RunStatus.RUNNING;
                run.claim++;
                run.token = UUID.randomUUID().toString();
                run.leaseEnd = clock.nanoTime() + firstLease.toNanos();
                run.stamp = poll.requestId();
                perWorkflow.merge(run.workflow, 1, Integer::sum);
                claimed.add(run.runId);
            }
        }
        return claimed;
    }

    private List<EndedClaim> takeEnded() {
        List<EndedClaim> now = List.copyOf(ended);
        ended.clear();
        return now;
    }

    private void apply(FakeRun run, List<Report> reports, Map<Report, ReportResult> results) {
        for (Report report : reports) {
            ReportResult refused = refusal(run, report);
            if (refused != null) {
                reports.forEach(
                        other -> results.put(other, ReportResult.refused(Code.NOT_APPLIED, "A companion was refused")));
                results.put(report, refused);
                return;
            }
        }
        for (Report report : reports) {
            boolean repeated = isRepeated(run, report);
            results.put(report, repeated ? ReportResult.REPEATED : ReportResult.OK);
            resolved.removeIf(outcome -> isTaken(outcome, report));
            if (!repeated) {
                take(run, report);
            }
        }
    }

    /** A report shows that the worker has gone on from an outcome; later calls do not show it for a child. */
    private static boolean isTaken(Resolved told, Report report) {
        HistoryStep outcome = told.outcome();
        return told.runId().equals(report.runId())
                && report instanceof Report.OfStep later
                && !(report instanceof Report.StepStarted)
                && Objects.equals(later.step().branch(), outcome.step().branch())
                && outcome.kind() != StepKind.CHILD
                && (later.position() > outcome.position() || later.step().equals(outcome.step()));
    }

    private ReportResult refusal(FakeRun run, Report report) {
        if (verdict.apply(report) != null) {
            return verdict.apply(report);
        }
        if (isRepeated(run, report)) {
            return null;
        }
        return report.leaseToken().equals(run.token) ? null : ReportResult.refused(Code.LEASE_LOST, "Another claim");
    }

    private static boolean isRepeated(FakeRun run, Report report) {
        HistoryStep recorded = report instanceof Report.OfStep step ? run.steps.get(step.step()) : null;
        if (report instanceof Report.StepCompleted) {
            return recorded != null && recorded.status() == StepStatus.COMPLETED;
        }
        if (report instanceof Report.SleepStarted
                || report instanceof Report.WaitStarted
                || report instanceof Report.ChildStarted
                || report instanceof Report.EventEmitted) {
            return recorded != null;
        }
        return (report instanceof Report.RunCompleted && run.status == RunStatus.COMPLETED)
                || (report instanceof Report.RunFailed && run.status == RunStatus.FAILED);
    }

    private void take(FakeRun run, Report report) {
        if (report instanceof Report.OfStep ofStep && !(report instanceof Report.StepStarted)) {
            HistoryStep before = run.steps.get(ofStep.step());
            if (before == null || !before.status().isRecorded()) {
                run.steps.put(ofStep.step(), ReportedStep.of(ofStep, clock.now()));
                begin(run, ofStep);
            }
        } else if (report instanceof Report.Progressed r) {
            run.progress = r.progress() == null ? run.progress : r.progress();
            run.tags.putAll(r.tags() == null ? Map.of() : r.tags());
        } else if (!(report instanceof Report.StepStarted)) {
            end(run, report);
            resolved.removeIf(outcome -> outcome.runId().equals(run.runId));
        }
    }

    /** What a report of a step brings with it. */
    private void begin(FakeRun run, Report.OfStep report) {
        StepKey key = report.step();
        if (report instanceof Report.StepFailed r && r.retryIn() != null) {
            due(r.retryIn(), () -> resolve(run, key));
        } else if (report instanceof Report.SleepStarted r) {
            due(
                    r.duration() == null ? Duration.between(clock.now(), r.until()) : r.duration(),
                    () -> resolve(run, key));
        } else if (report instanceof Report.WaitStarted r) {
            run.channels.put(key, new FakeEvents.Channel(r.event(), r.key()));
            readEvent(run, key);
            if (r.timeout() != null) {
                due(r.timeout(), () -> timeOut(run, key));
            }
        } else if (report instanceof Report.ChildStarted r) {
            FakeRun child = new FakeRun(r.childRunId(), r.workflow(), r.input());
            child.parent = run;
            child.startedBy = key;
            start(child);
        } else if (report instanceof Report.EventEmitted r) {
            emit(r.event(), r.key(), r.data());
        }
    }

    private void end(FakeRun run, Report report) {
        run.token = report instanceof Report.RunCompleted || report instanceof Report.RunFailed ? run.token : "";
        if (report instanceof Report.RunCompleted && run.ending != null) {
            run.status = run.ending;
        } else if (report instanceof Report.RunCompleted r) {
            complete(run, r.output());
        } else if (report instanceof Report.RunFailed r) {
            fail(run, r.failure());
        } else if (report instanceof Report.NeedsAttention r) {
            run.failure = r.failure();
            run.status = RunStatus.NEEDS_ATTENTION;
        } else if (report instanceof Report.Released) {
            run.status = RunStatus.PENDING;
        } else if (report instanceof Report.Waiting) {
            boolean untaken =
                    resolved.stream().anyMatch(outcome -> outcome.runId().equals(run.runId));
            boolean open = run.steps.keySet().stream().anyMatch(key -> isOpen(run, key));
            run.status = open && !untaken ? RunStatus.WAITING : RunStatus.PENDING;
        }
    }

    private void due(Duration in, Runnable end) {
        if (in.isNegative() || in.isZero()) {
            end.run();
        } else {
            clock.after(in, end);
        }
    }

    private synchronized void timeOut(FakeRun run, StepKey key) {
        if (isOpen(run, key)) {
            resolve(run, key);
        }
    }

    private void readEvent(FakeRun run, StepKey key) {
        events.next(run.channels.get(key), run.runId)
                .ifPresent(event -> resolve(run, key, StepStatus.COMPLETED, event.data(), null));
    }

    private void tellParent(FakeRun run) {
        if (run.parent != null) {
            StepStatus status = run.status == RunStatus.COMPLETED ? StepStatus.COMPLETED : StepStatus.FAILED;
            resolve(run.parent, run.startedBy, status, run.output, run.failure);
        }
        notifyAll();
    }

    private synchronized void resolve(FakeRun run, StepKey key) {
        HistoryStep step = run.steps.get(key);
        boolean attempts = step.kind() == StepKind.STEP || step.kind() == StepKind.COMPENSATION;
        resolve(run, key, attempts ? StepStatus.WAITING : StepStatus.COMPLETED, null, step.failure());
    }

    private void resolve(FakeRun run, StepKey key, StepStatus status, Payload output, Failure failure) {
        HistoryStep step = run.steps.get(key);
        HistoryStep outcome = new HistoryStep(
                key, step.position(), step.kind(), status, output, failure, step.attempts(), null, step.childRunId());
        run.steps.put(key, outcome);
        if (run.status == RunStatus.WAITING) {
            run.status = RunStatus.PENDING;
        } else if (run.status == RunStatus.RUNNING) {
            resolved.add(new Resolved(run.runId, run.claim, outcome));
            hasUntold = true;
        }
        notifyAll();
    }

    private static boolean isOpen(FakeRun run, StepKey key) {
        return History.isOpen(run.steps.get(key));
    }

    private void known(UUID worker) {
        reachable();
        if (!worker.equals(workerId)) {
            throw problem(ProblemCode.SESSION_UNKNOWN);
        }
    }

    private void reachable() {
        if (down || closed) {
            throw new ServerUnreachableException("The server is down", null);
        }
    }

    static ServerProblemException problem(ProblemCode code) {
        return new ServerProblemException(
                new Problem("about:blank", code.title(), code.status(), null, code.name(), code.retryable(), null),
                null);
    }

    private void pause(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerUnreachableException("Interrupted", e);
        }
    }
}
