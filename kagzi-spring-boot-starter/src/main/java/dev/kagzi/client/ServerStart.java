package dev.kagzi.client;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.TypeRef;
import dev.kagzi.definition.DurationText;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.serialization.PayloadPlace;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Collects what a start says, and sends it. */
final class ServerStart<T extends @Nullable Object> implements StartCall<T> {

    private final ServerAccess server;
    private final String workflow;
    private final @Nullable Payload input;
    private final Map<String, String> tags = new LinkedHashMap<>();
    private Type resultType;
    private @Nullable String id;
    private @Nullable Duration delay;
    private @Nullable Instant startAt;
    private @Nullable Integer priority;
    private @Nullable Duration timeout;
    private @Nullable Integer version;
    private @Nullable Integer maxAttempts;
    private @Nullable Boolean restartIfFinished;
    private @Nullable String concurrencyKey;
    private boolean immediately;

    ServerStart(ServerAccess server, String workflow, @Nullable Payload input, Type resultType) {
        this.server = server;
        this.workflow = workflow;
        this.input = input;
        this.resultType = resultType;
    }

    @Override
    public StartCall<T> id(String id) {
        this.id = id;
        return this;
    }

    @Override
    public StartCall<T> delay(String delay) {
        return delay(DurationText.parse(delay));
    }

    @Override
    public StartCall<T> delay(Duration delay) {
        this.delay = delay;
        return this;
    }

    @Override
    public StartCall<T> startAt(Instant startAt) {
        this.startAt = startAt;
        return this;
    }

    @Override
    public StartCall<T> priority(int priority) {
        this.priority = priority;
        return this;
    }

    @Override
    public StartCall<T> tag(String name, String value) {
        tags.put(name, value);
        return this;
    }

    @Override
    public StartCall<T> timeout(String timeout) {
        return timeout(DurationText.parse(timeout));
    }

    @Override
    public StartCall<T> timeout(Duration timeout) {
        this.timeout = timeout;
        return this;
    }

    @Override
    public StartCall<T> version(int version) {
        this.version = version;
        return this;
    }

    @Override
    public StartCall<T> maxAttempts(int maxAttempts) {
        this.maxAttempts = maxAttempts;
        return this;
    }

    @Override
    public StartCall<T> concurrencyKey(String value) {
        this.concurrencyKey = value;
        return this;
    }

    @Override
    public StartCall<T> restartIfFinished() {
        this.restartIfFinished = true;
        return this;
    }

    @Override
    public StartCall<T> immediately() {
        this.immediately = true;
        return this;
    }

    @Override
    public <U extends @Nullable Object> StartCall<U> returns(Class<U> type) {
        return returning(type);
    }

    @Override
    public <U extends @Nullable Object> StartCall<U> returns(TypeRef<U> type) {
        return returning(type.type());
    }

    @Override
    public Run<T> send() {
        Sending.Start start = new Sending.Start(request());
        Handover handover = immediately ? null : server.outbox().take(start);
        return handover == null ? send(start.run()) : new HandedOverRun<>(server, start, handover, resultType);
    }

    private Run<T> send(StartRun start) {
        RunSnapshot run = server.calls()
                .repeatable(
                        "Starting workflow '" + workflow + "'" + (id == null ? "" : " with id '" + id + "'"),
                        problem -> problem.problem().retryable() || server.isNotRegisteredYet(workflow, problem),
                        () -> server.runs().start(start));
        return ServerRun.of(server, run, resultType);
    }

    private StartRun request() {
        UUID runId = UuidCreator.getTimeOrderedEpoch();
        return new StartRun(
                workflow,
                input == null ? null : server.payloads().encode(input, PayloadPlace.input(runId)),
                runId,
                id,
                delay,
                startAt,
                priority,
                tags.isEmpty() ? null : Map.copyOf(tags),
                timeout,
                version,
                maxAttempts,
                restartIfFinished,
                input == null ? null : server.payloads().inputHash(input),
                concurrencyKey == null ? server.concurrencyKey(workflow, input) : concurrencyKey);
    }

    /** The same start: only how the compiler sees its result changes. */
    @SuppressWarnings("unchecked")
    private <U extends @Nullable Object> StartCall<U> returning(Type type) {
        this.resultType = type;
        return (StartCall<U>) this;
    }
}
