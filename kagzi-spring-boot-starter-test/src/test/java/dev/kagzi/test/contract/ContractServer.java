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
import dev.kagzi.test.server.Pages;
import dev.kagzi.test.server.RunFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A server as the contract asks for it: one method for each endpoint, in a namespace that nobody else uses. A request that is refused
 * throws {@link dev.kagzi.test.server.RefusedException}.
 */
public interface ContractServer extends AutoCloseable {

    RunSnapshot start(StartRun request);

    StartResults start(StartRuns request);

    Page<RunSnapshot> runs(RunFilter filter, Pages page);

    RunSnapshot run(UUID runId, boolean withSteps);

    Page<StepSnapshot> steps(UUID runId, Pages page);

    Page<RunTransition> history(UUID runId, Pages page);

    RunSnapshot result(UUID runId, Duration wait);

    /** The next event of the run's stream. */
    Optional<RunEvent> next(UUID runId, @Nullable String lastEventId, Duration atMost);

    RunSnapshot cancel(UUID runId, CancelRun request);

    /** @param key idempotency key */
    RunSnapshot retry(UUID runId, @Nullable String key);

    RunSnapshot restart(UUID runId, RestartRun request);

    EventSnapshot publish(PublishEvent request);

    EventResults publish(PublishEvents request);

    EventSnapshot event(UUID eventId);

    Page<EventSnapshot> events(@Nullable String name, @Nullable String key, Pages page);

    TaggedSchedule createSchedule(SaveSchedule request);

    TaggedSchedule schedule(String scheduleId);

    /** @param etag the header {@code If-Match} */
    TaggedSchedule replaceSchedule(String scheduleId, SaveSchedule request, @Nullable String etag);

    TaggedSchedule pauseSchedule(String scheduleId);

    TaggedSchedule resumeSchedule(String scheduleId);

    void deleteSchedule(String scheduleId);

    /** @param key idempotency key */
    RunSnapshot triggerSchedule(String scheduleId, @Nullable String key);

    /** @param key idempotency key */
    BackfillResult backfillSchedule(String scheduleId, Backfill request, @Nullable String key);

    Page<FiringSnapshot> firings(String scheduleId, Pages page);

    Page<ScheduleSnapshot> schedules(Pages page);

    SchedulePreview previewSchedule(String cron, String zone, int count, @Nullable Instant from);

    Page<WorkflowSnapshot> workflows(Pages page);

    WorkflowSnapshot workflow(String name);

    LimitsInForce setLimits(String workflow, Limits limits);

    LimitsInForce resetLimits(String workflow);

    Page<WorkerSnapshot> workers(Pages page);

    WorkerSnapshot worker(UUID workerId);

    WorkerSnapshot drainWorker(UUID workerId);

    List<WorkflowLoad> stats();

    ServerVersion info();

    Session open(OpenSession request);

    PollAnswer poll(UUID workerId, Poll poll);

    ReportResults report(UUID workerId, List<Report> reports);

    Renewed renew(UUID workerId, Renew request);

    void close(UUID workerId);

    StepPage moreSteps(UUID workerId, UUID runId, @Nullable String after);

    /** The server's time. */
    Instant now();

    /** Moves the server's time, and has done what is due by then. */
    void passTime(Duration time);

    /** Frees what it takes to run it. */
    @Override
    void close();
}
