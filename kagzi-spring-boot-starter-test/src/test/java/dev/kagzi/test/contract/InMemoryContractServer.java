package dev.kagzi.test.contract;

import dev.kagzi.protocol.Backfill;
import dev.kagzi.protocol.BackfillResult;
import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.EventResults;
import dev.kagzi.protocol.EventSnapshot;
import dev.kagzi.protocol.FiringSnapshot;
import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.LimitsInForce;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.PublishEvent;
import dev.kagzi.protocol.PublishEvents;
import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunTransition;
import dev.kagzi.protocol.SaveSchedule;
import dev.kagzi.protocol.SchedulePreview;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.protocol.ServerVersion;
import dev.kagzi.protocol.StartResults;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.StartRuns;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.protocol.WorkerSnapshot;
import dev.kagzi.protocol.WorkflowLoad;
import dev.kagzi.protocol.WorkflowSnapshot;
import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.protocol.worker.Renew;
import dev.kagzi.protocol.worker.Renewed;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResults;
import dev.kagzi.protocol.worker.Session;
import dev.kagzi.protocol.worker.StepPage;
import dev.kagzi.test.server.InMemoryRuns.RunEvent;
import dev.kagzi.test.server.InMemorySchedules.TaggedSchedule;
import dev.kagzi.test.server.InMemoryServer;
import dev.kagzi.test.server.Pages;
import dev.kagzi.test.server.RunFilter;
import dev.kagzi.test.server.ServerSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The server in memory, as the contract asks for it. */
public final class InMemoryContractServer implements ContractServer {

    private volatile Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final InMemoryServer server = new InMemoryServer(ServerSettings.DEFAULT, this::tick);

    /** As in the real server no two moments are the same. */
    private synchronized Instant tick() {
        now = now.plus(1, ChronoUnit.MICROS);
        return now;
    }

    @Override
    public RunSnapshot start(StartRun request) {
        return server.runs().start(request);
    }

    @Override
    public StartResults start(StartRuns request) {
        return server.runs().start(request);
    }

    @Override
    public Page<RunSnapshot> runs(RunFilter filter, Pages page) {
        return server.runs().list(filter, page);
    }

    @Override
    public RunSnapshot run(UUID runId, boolean withSteps) {
        return server.runs().get(runId, withSteps);
    }

    @Override
    public Page<StepSnapshot> steps(UUID runId, Pages page) {
        return server.runs().steps(runId, page);
    }

    @Override
    public Page<RunTransition> history(UUID runId, Pages page) {
        return server.runs().history(runId, page);
    }

    @Override
    public RunSnapshot result(UUID runId, Duration wait) {
        return server.runs().result(runId, wait);
    }

    @Override
    public Optional<RunEvent> next(UUID runId, @Nullable String lastEventId, Duration atMost) {
        return server.runs().next(runId, lastEventId, atMost);
    }

    @Override
    public RunSnapshot cancel(UUID runId, CancelRun request) {
        return server.runs().cancel(runId, request);
    }

    @Override
    public RunSnapshot retry(UUID runId, @Nullable String key) {
        return server.runs().retry(runId, key);
    }

    @Override
    public RunSnapshot restart(UUID runId, RestartRun request) {
        return server.runs().restart(runId, request);
    }

    @Override
    public EventSnapshot publish(PublishEvent request) {
        return server.events().publish(request);
    }

    @Override
    public EventResults publish(PublishEvents request) {
        return server.events().publish(request);
    }

    @Override
    public EventSnapshot event(UUID eventId) {
        return server.events().get(eventId);
    }

    @Override
    public Page<EventSnapshot> events(@Nullable String name, @Nullable String key, Pages page) {
        return server.events().list(name, key, page);
    }

    @Override
    public TaggedSchedule createSchedule(SaveSchedule request) {
        return server.schedules().create(request);
    }

    @Override
    public TaggedSchedule schedule(String scheduleId) {
        return server.schedules().get(scheduleId);
    }

    @Override
    public TaggedSchedule replaceSchedule(String scheduleId, SaveSchedule request, @Nullable String etag) {
        return server.schedules().replace(scheduleId, request, etag);
    }

    @Override
    public TaggedSchedule pauseSchedule(String scheduleId) {
        return server.schedules().pause(scheduleId);
    }

    @Override
    public TaggedSchedule resumeSchedule(String scheduleId) {
        return server.schedules().resume(scheduleId);
    }

    @Override
    public void deleteSchedule(String scheduleId) {
        server.schedules().delete(scheduleId);
    }

    @Override
    public RunSnapshot triggerSchedule(String scheduleId, @Nullable String key) {
        return server.schedules().trigger(scheduleId, key);
    }

    @Override
    public BackfillResult backfillSchedule(String scheduleId, Backfill request, @Nullable String key) {
        return server.schedules().backfill(scheduleId, request, key);
    }

    @Override
    public Page<FiringSnapshot> firings(String scheduleId, Pages page) {
        return server.schedules().firings(scheduleId, page);
    }

    @Override
    public Page<ScheduleSnapshot> schedules(Pages page) {
        return server.schedules().list(page);
    }

    @Override
    public SchedulePreview previewSchedule(String cron, String zone, int count, @Nullable Instant from) {
        return server.schedules().preview(cron, zone, count, from);
    }

    @Override
    public Page<WorkflowSnapshot> workflows(Pages page) {
        return server.workflows(page);
    }

    @Override
    public WorkflowSnapshot workflow(String name) {
        return server.workflow(name);
    }

    @Override
    public LimitsInForce setLimits(String workflow, Limits limits) {
        return server.setLimits(workflow, limits);
    }

    @Override
    public LimitsInForce resetLimits(String workflow) {
        return server.resetLimits(workflow);
    }

    @Override
    public Page<WorkerSnapshot> workers(Pages page) {
        return server.workers().list(page);
    }

    @Override
    public WorkerSnapshot worker(UUID workerId) {
        return server.workers().get(workerId);
    }

    @Override
    public WorkerSnapshot drainWorker(UUID workerId) {
        return server.workers().drain(workerId);
    }

    @Override
    public List<WorkflowLoad> stats() {
        return server.stats();
    }

    @Override
    public ServerVersion info() {
        return server.info();
    }

    @Override
    public Session open(OpenSession request) {
        return server.workers().open(request);
    }

    @Override
    public PollAnswer poll(UUID workerId, Poll poll) {
        return server.workers().poll(workerId, poll);
    }

    @Override
    public ReportResults report(UUID workerId, List<Report> reports) {
        return server.workers().report(workerId, reports);
    }

    @Override
    public Renewed renew(UUID workerId, Renew request) {
        return server.workers().renew(workerId, request);
    }

    @Override
    public void close(UUID workerId) {
        server.workers().close(workerId);
    }

    @Override
    public StepPage moreSteps(UUID workerId, UUID runId, @Nullable String after) {
        return server.workers().moreSteps(workerId, runId, after);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public void passTime(Duration time) {
        now = now.plus(time);
        server.tick();
    }

    @Override
    public void close() {
        server.close();
    }
}
