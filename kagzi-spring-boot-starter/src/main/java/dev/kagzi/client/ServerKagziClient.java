package dev.kagzi.client;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.WorkflowReference;
import dev.kagzi.WorkflowReference.ToContext;
import dev.kagzi.WorkflowReference.ToContextAndInput;
import dev.kagzi.WorkflowReference.ToInput;
import dev.kagzi.WorkflowReference.ToInputAndContext;
import dev.kagzi.WorkflowReference.ToNothing;
import dev.kagzi.WorkflowReference.VoidToContext;
import dev.kagzi.WorkflowReference.VoidToContextAndInput;
import dev.kagzi.WorkflowReference.VoidToInput;
import dev.kagzi.WorkflowReference.VoidToInputAndContext;
import dev.kagzi.WorkflowReference.VoidToNothing;
import dev.kagzi.definition.Names;
import dev.kagzi.definition.ReferencedWorkflows;
import dev.kagzi.definition.WorkflowDefinition;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.PublishEvent;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.serialization.PayloadPlace;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.system.JavaVersion;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** The client of a server. */
@SuppressWarnings("overloads")
public class ServerKagziClient implements KagziClient, AutoCloseable {

    private final ServerAccess server;
    private final Pauses pauses;

    /**
     * @param outbox takes over what is sent inside a transaction
     * @param workflows finds the workflow that a method reference means
     */
    public ServerKagziClient(ServerApis apis, PayloadMapper payloads, Outbox outbox, ReferencedWorkflows workflows) {
        this(apis, payloads, outbox, workflows, Patience.DEFAULT);
    }

    ServerKagziClient(
            ServerApis apis, PayloadMapper payloads, Outbox outbox, ReferencedWorkflows workflows, Patience patience) {
        this.pauses = new Pauses();
        this.server = new ServerAccess(
                apis,
                new PatientCalls(patience, pauses),
                new ResultWait(apis.runs(), readers(), patience, pauses),
                payloads,
                workflows,
                outbox);
    }

    private ServerKagziClient(ServerAccess server, Pauses pauses) {
        this.server = server;
        this.pauses = pauses;
    }

    private static AsyncTaskExecutor readers() {
        SimpleAsyncTaskExecutor readers = new SimpleAsyncTaskExecutor("kagzi-result-");
        readers.setDaemon(true);
        readers.setVirtualThreads(JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE));
        return readers;
    }

    @Override
    public <W, I extends @Nullable Object, R extends @Nullable Object> StartCall<R> start(
            ToInputAndContext<W, I, R> workflow, I input) {
        return referenced(workflow, input);
    }

    @Override
    public <W, I extends @Nullable Object, R extends @Nullable Object> StartCall<R> start(
            ToContextAndInput<W, I, R> workflow, I input) {
        return referenced(workflow, input);
    }

    @Override
    public <W, I extends @Nullable Object, R extends @Nullable Object> StartCall<R> start(
            ToInput<W, I, R> workflow, I input) {
        return referenced(workflow, input);
    }

    @Override
    public <W, R extends @Nullable Object> StartCall<R> start(ToContext<W, R> workflow) {
        return referenced(workflow, null);
    }

    @Override
    public <W, R extends @Nullable Object> StartCall<R> start(ToNothing<W, R> workflow) {
        return referenced(workflow, null);
    }

    @Override
    public <W, I extends @Nullable Object> StartCall<@Nullable Void> start(
            VoidToInputAndContext<W, I> workflow, I input) {
        return referenced(workflow, input);
    }

    @Override
    public <W, I extends @Nullable Object> StartCall<@Nullable Void> start(
            VoidToContextAndInput<W, I> workflow, I input) {
        return referenced(workflow, input);
    }

    @Override
    public <W, I extends @Nullable Object> StartCall<@Nullable Void> start(VoidToInput<W, I> workflow, I input) {
        return referenced(workflow, input);
    }

    @Override
    public <W> StartCall<@Nullable Void> start(VoidToContext<W> workflow) {
        return referenced(workflow, null);
    }

    @Override
    public <W> StartCall<@Nullable Void> start(VoidToNothing<W> workflow) {
        return referenced(workflow, null);
    }

    @Override
    public StartCall<@Nullable Object> start(String workflow, @Nullable Object input) {
        return new ServerStart<>(server, workflow, server.payloads().write(input), Object.class);
    }

    @Override
    public StartCall<@Nullable Object> start(String workflow) {
        return new ServerStart<>(server, workflow, null, Object.class);
    }

    @Override
    public Run<@Nullable Object> run(String runId) {
        UUID uuid = uuid(runId);
        RunSnapshot run = server.calls()
                .repeatable(
                        "Looking up run '" + runId + "'", () -> server.runs().get(uuid, false));
        return ServerRun.of(server, run, Object.class);
    }

    @Override
    public Page<Run<@Nullable Object>> runs(RunFilter filter) {
        Page<RunSnapshot> page =
                server.calls().repeatable("Listing runs", () -> server.runs().list(filter.query()));
        List<Run<@Nullable Object>> runs = page.items().stream()
                .<Run<@Nullable Object>>map(run -> ServerRun.of(server, run, Object.class))
                .toList();
        return new Page<>(runs, page.nextCursor());
    }

    @Override
    public String emit(String event, @Nullable String key, @Nullable Object data) {
        UUID eventId = UuidCreator.getTimeOrderedEpoch();
        Payload payload = data == null
                ? null
                : server.payloads().encode(server.payloads().write(data), PayloadPlace.event(eventId));
        Sending.Emission emission =
                new Sending.Emission(new PublishEvent(Names.checked("event", event), key, payload, eventId));
        if (server.outbox().take(emission) == null) {
            server.calls().repeatable("Emitting event '" + event + "'", () -> emission.to(server.apis()));
        }
        return eventId.toString();
    }

    @Override
    public String emit(String event, @Nullable Object data) {
        return emit(event, null, data);
    }

    @Override
    public KagziClient immediately() {
        return new ServerKagziClient(server.immediately(), pauses);
    }

    @Override
    public ScheduleCall schedule(String scheduleId) {
        return new ServerSchedule(server, Names.checked("scheduleId", scheduleId));
    }

    @Override
    public List<ScheduleSnapshot> schedules() {
        List<ScheduleSnapshot> schedules = new ArrayList<>();
        String cursor = null;
        do {
            String from = cursor;
            Page<ScheduleSnapshot> page = server.calls()
                    .repeatable("Listing schedules", () -> server.schedules().list(from));
            schedules.addAll(page.items());
            cursor = page.nextCursor();
        } while (cursor != null);
        return schedules;
    }

    /** Ends what waits between two requests. */
    @Override
    public void close() {
        pauses.close();
    }

    private <R extends @Nullable Object> StartCall<R> referenced(WorkflowReference reference, @Nullable Object input) {
        WorkflowDefinition workflow = server.workflows().get(reference);
        Type inputType = workflow.method().inputType();
        Payload payload = inputType == null ? null : server.payloads().write(input, inputType);
        return new ServerStart<>(
                server, workflow.name(), payload, workflow.method().resultType());
    }

    private static UUID uuid(String runId) {
        try {
            return UUID.fromString(Objects.requireNonNull(runId));
        } catch (IllegalArgumentException e) {
            throw new RunNotFoundException("'" + runId + "' is no runId; expected a UUID as Run.runId() gives it", e);
        }
    }
}
