package dev.kagzi.server.contract;

import dev.kagzi.protocol.Backfill;
import dev.kagzi.protocol.BackfillResult;
import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.EventResults;
import dev.kagzi.protocol.EventSnapshot;
import dev.kagzi.protocol.FiringSnapshot;
import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.LimitsInForce;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.Problem;
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
import dev.kagzi.protocol.json.ProtocolJson;
import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.protocol.worker.Renew;
import dev.kagzi.protocol.worker.Renewed;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResults;
import dev.kagzi.protocol.worker.Reports;
import dev.kagzi.protocol.worker.Session;
import dev.kagzi.protocol.worker.StepPage;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.test.contract.ContractServer;
import dev.kagzi.test.server.InMemoryRuns.RunEvent;
import dev.kagzi.test.server.InMemorySchedules.TaggedSchedule;
import dev.kagzi.test.server.Pages;
import dev.kagzi.test.server.RefusedException;
import dev.kagzi.test.server.RunFilter;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.json.JsonMapper;

/** The real server as the contract asks for it: over HTTP, in a namespace of its own, with a clock that can be moved. */
final class HttpContractServer implements ContractServer {

    private static final JsonMapper JSON = ProtocolJson.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String root;
    private final String namespace;
    private final ContractTime time;

    HttpContractServer(ServerClient client, ContractTime time) {
        this(client.port(), client.newNamespace(), time);
        time.takeOver();
    }

    HttpContractServer(int port, String namespace, ContractTime time) {
        this.root = "http://127.0.0.1:" + port + "/api/v1";
        this.namespace = namespace;
        this.time = time;
    }

    /** What came back. */
    private record Answer(HttpResponse<byte[]> response) {

        <T> T as(Class<T> type) {
            return ProtocolJson.read(JSON, response.body(), type);
        }

        String etag() {
            return response.headers().firstValue("ETag").orElse("");
        }
    }

    private Answer send(String method, UriComponentsBuilder uri, @Nullable Object body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        uri.encode().build().toUri())
                .method(
                        method,
                        body == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .header("Kagzi-Namespace", namespace);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            Answer answer = new Answer(HTTP.send(request.build(), BodyHandlers.ofByteArray()));
            if (answer.response().statusCode() >= 400) {
                throw new RefusedException(answer.as(Problem.class));
            }
            if (!method.equals("GET")) {
                time.tellOutcomes();
            }
            return answer;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private UriComponentsBuilder uri(String path, Object... variables) {
        return UriComponentsBuilder.fromUriString(root)
                .path(UriComponentsBuilder.fromPath(path)
                        .buildAndExpand(variables)
                        .getPath());
    }

    private static UriComponentsBuilder with(UriComponentsBuilder uri, String name, @Nullable Object value) {
        return value == null ? uri : uri.queryParam(name, value);
    }

    private static UriComponentsBuilder with(UriComponentsBuilder uri, Pages page) {
        return with(with(uri, "limit", page.limit()), "cursor", page.cursor());
    }

    private static String[] key(@Nullable String key) {
        return key == null ? new String[0] : new String[] {"Idempotency-Key", key};
    }

    private Answer get(UriComponentsBuilder uri) {
        return send("GET", uri, null);
    }

    private Answer post(@Nullable Object body, String path, Object... variables) {
        return send("POST", uri(path, variables), body);
    }

    @Override
    public RunSnapshot start(StartRun request) {
        return post(request, "/runs").as(RunSnapshot.class);
    }

    @Override
    public StartResults start(StartRuns request) {
        return post(request, "/runs/batch").as(StartResults.class);
    }

    @Override
    public Page<RunSnapshot> runs(RunFilter filter, Pages page) {
        UriComponentsBuilder uri = with(uri("/runs"), page);
        with(uri, "workflow", filter.workflow());
        with(uri, "id", filter.id());
        with(uri, "parent", filter.parent());
        with(uri, "schedule", filter.schedule());
        with(uri, "createdAfter", filter.createdAfter());
        with(uri, "createdBefore", filter.createdBefore());
        filter.statuses().stream().sorted().forEach(status -> uri.queryParam("status", status));
        filter.tags().forEach((name, value) -> uri.queryParam("tag", name + ":" + value));
        return get(uri).as(RunPage.class).page();
    }

    /** A page with its type spelt out, as the mapper needs it. */
    private record RunPage(
            List<RunSnapshot> items, @Nullable String nextCursor) {

        Page<RunSnapshot> page() {
            return new Page<>(items, nextCursor);
        }
    }

    @Override
    public RunSnapshot run(UUID runId, boolean withSteps) {
        return get(with(uri("/runs/{run}", runId), "include", withSteps ? "steps" : null))
                .as(RunSnapshot.class);
    }

    @Override
    public Page<StepSnapshot> steps(UUID runId, Pages page) {
        return get(with(uri("/runs/{run}/steps", runId), page))
                .as(StepList.class)
                .page();
    }

    private record StepList(
            List<StepSnapshot> items, @Nullable String nextCursor) {

        Page<StepSnapshot> page() {
            return new Page<>(items, nextCursor);
        }
    }

    @Override
    public Page<RunTransition> history(UUID runId, Pages page) {
        return get(with(uri("/runs/{run}/history", runId), page))
                .as(TransitionPage.class)
                .page();
    }

    private record TransitionPage(
            List<RunTransition> items, @Nullable String nextCursor) {

        Page<RunTransition> page() {
            return new Page<>(items, nextCursor);
        }
    }

    @Override
    public RunSnapshot result(UUID runId, Duration wait) {
        return get(with(uri("/runs/{run}/result", runId), "wait", wait)).as(RunSnapshot.class);
    }

    @Override
    public Optional<RunEvent> next(UUID runId, @Nullable String lastEventId, Duration atMost) {
        return new StreamedRun(
                        HTTP, uri("/runs/{run}/stream", runId).encode().build().toUri(), namespace)
                .next(lastEventId, atMost);
    }

    @Override
    public RunSnapshot cancel(UUID runId, CancelRun request) {
        return post(request, "/runs/{run}/cancel", runId).as(RunSnapshot.class);
    }

    @Override
    public RunSnapshot retry(UUID runId, @Nullable String key) {
        return send("POST", uri("/runs/{run}/retry", runId), null, key(key)).as(RunSnapshot.class);
    }

    @Override
    public RunSnapshot restart(UUID runId, RestartRun request) {
        return post(request, "/runs/{run}/restart", runId).as(RunSnapshot.class);
    }

    @Override
    public EventSnapshot publish(PublishEvent request) {
        return post(request, "/events").as(EventSnapshot.class);
    }

    @Override
    public EventResults publish(PublishEvents request) {
        return post(request, "/events/batch").as(EventResults.class);
    }

    @Override
    public EventSnapshot event(UUID eventId) {
        return get(uri("/events/{event}", eventId)).as(EventSnapshot.class);
    }

    @Override
    public Page<EventSnapshot> events(@Nullable String name, @Nullable String key, Pages page) {
        return get(with(with(with(uri("/events"), "name", name), "key", key), page))
                .as(EventPage.class)
                .page();
    }

    private record EventPage(
            List<EventSnapshot> items, @Nullable String nextCursor) {

        Page<EventSnapshot> page() {
            return new Page<>(items, nextCursor);
        }
    }

    private static TaggedSchedule tagged(Answer answer) {
        return new TaggedSchedule(answer.as(ScheduleSnapshot.class), answer.etag());
    }

    @Override
    public TaggedSchedule createSchedule(SaveSchedule request) {
        return tagged(post(request, "/schedules"));
    }

    @Override
    public TaggedSchedule schedule(String scheduleId) {
        return tagged(get(uri("/schedules/{id}", scheduleId)));
    }

    @Override
    public TaggedSchedule replaceSchedule(String scheduleId, SaveSchedule request, @Nullable String etag) {
        String[] condition = etag == null ? new String[0] : new String[] {"If-Match", etag};
        return tagged(send("PUT", uri("/schedules/{id}", scheduleId), request, condition));
    }

    @Override
    public TaggedSchedule pauseSchedule(String scheduleId) {
        return tagged(post(null, "/schedules/{id}/pause", scheduleId));
    }

    @Override
    public TaggedSchedule resumeSchedule(String scheduleId) {
        return tagged(post(null, "/schedules/{id}/resume", scheduleId));
    }

    @Override
    public void deleteSchedule(String scheduleId) {
        send("DELETE", uri("/schedules/{id}", scheduleId), null);
    }

    @Override
    public RunSnapshot triggerSchedule(String scheduleId, @Nullable String key) {
        return send("POST", uri("/schedules/{id}/trigger", scheduleId), null, key(key))
                .as(RunSnapshot.class);
    }

    @Override
    public BackfillResult backfillSchedule(String scheduleId, Backfill request, @Nullable String key) {
        return send("POST", uri("/schedules/{id}/backfill", scheduleId), request, key(key))
                .as(BackfillResult.class);
    }

    @Override
    public Page<FiringSnapshot> firings(String scheduleId, Pages page) {
        return get(with(uri("/schedules/{id}/firings", scheduleId), page))
                .as(FiringPage.class)
                .page();
    }

    private record FiringPage(
            List<FiringSnapshot> items, @Nullable String nextCursor) {

        Page<FiringSnapshot> page() {
            return new Page<>(items, nextCursor);
        }
    }

    @Override
    public Page<ScheduleSnapshot> schedules(Pages page) {
        return get(with(uri("/schedules"), page)).as(SchedulePage.class).page();
    }

    private record SchedulePage(
            List<ScheduleSnapshot> items, @Nullable String nextCursor) {

        Page<ScheduleSnapshot> page() {
            return new Page<>(items, nextCursor);
        }
    }

    @Override
    public SchedulePreview previewSchedule(String cron, String zone, int count, @Nullable Instant from) {
        UriComponentsBuilder uri = uri("/schedules/preview");
        return get(with(with(with(with(uri, "cron", cron), "zone", zone), "count", count), "from", from))
                .as(SchedulePreview.class);
    }

    @Override
    public Page<WorkflowSnapshot> workflows(Pages page) {
        return get(with(uri("/workflows"), page)).as(WorkflowPage.class).page();
    }

    private record WorkflowPage(
            List<WorkflowSnapshot> items, @Nullable String nextCursor) {

        Page<WorkflowSnapshot> page() {
            return new Page<>(items, nextCursor);
        }
    }

    @Override
    public WorkflowSnapshot workflow(String name) {
        return get(uri("/workflows/{name}", name)).as(WorkflowSnapshot.class);
    }

    @Override
    public LimitsInForce setLimits(String workflow, Limits limits) {
        LimitsInForce set =
                send("PUT", uri("/workflows/{name}/limits", workflow), limits).as(LimitsInForce.class);
        settle();
        return set;
    }

    @Override
    public LimitsInForce resetLimits(String workflow) {
        LimitsInForce reset =
                send("DELETE", uri("/workflows/{name}/limits", workflow), null).as(LimitsInForce.class);
        settle();
        return reset;
    }

    private void settle() {
        if (time != null) {
            time.settle();
        }
    }

    @Override
    public Page<WorkerSnapshot> workers(Pages page) {
        return get(with(uri("/workers"), page)).as(WorkerPage.class).page();
    }

    private record WorkerPage(
            List<WorkerSnapshot> items, @Nullable String nextCursor) {

        Page<WorkerSnapshot> page() {
            return new Page<>(items, nextCursor);
        }
    }

    @Override
    public WorkerSnapshot worker(UUID workerId) {
        WorkerSnapshot worker = get(uri("/workers/{id}", workerId)).as(WorkerSnapshot.class);
        time.notePolls();
        return worker;
    }

    @Override
    public WorkerSnapshot drainWorker(UUID workerId) {
        return post(null, "/workers/{id}/drain", workerId).as(WorkerSnapshot.class);
    }

    @Override
    public List<WorkflowLoad> stats() {
        return get(uri("/stats")).as(LoadPage.class).items();
    }

    private record LoadPage(List<WorkflowLoad> items) {}

    @Override
    public ServerVersion info() {
        return get(uri("/info")).as(ServerVersion.class);
    }

    @Override
    public Session open(OpenSession request) {
        Session session = post(request, "/worker/sessions").as(Session.class);
        settle();
        return session;
    }

    @Override
    public PollAnswer poll(UUID workerId, Poll poll) {
        return post(poll, "/worker/sessions/{id}/poll", workerId).as(PollAnswer.class);
    }

    @Override
    public ReportResults report(UUID workerId, List<Report> reports) {
        return post(new Reports(reports), "/worker/sessions/{id}/reports", workerId)
                .as(ReportResults.class);
    }

    @Override
    public Renewed renew(UUID workerId, Renew request) {
        return post(request, "/worker/sessions/{id}/renew", workerId).as(Renewed.class);
    }

    @Override
    public void close(UUID workerId) {
        send("DELETE", uri("/worker/sessions/{id}", workerId), null);
    }

    @Override
    public StepPage moreSteps(UUID workerId, UUID runId, @Nullable String after) {
        return get(with(uri("/worker/sessions/{id}/runs/{run}/steps", workerId, runId), "after", after))
                .as(StepPage.class);
    }

    @Override
    public Instant now() {
        return time.now();
    }

    @Override
    public void passTime(Duration by) {
        time.pass(by);
    }

    @Override
    public void close() {
        time.reset();
    }
}
