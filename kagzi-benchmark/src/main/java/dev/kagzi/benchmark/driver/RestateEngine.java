package dev.kagzi.benchmark.driver;

import dev.restate.client.Client;
import dev.restate.client.jdk.JdkClient;
import dev.restate.common.Request;
import dev.restate.common.Target;
import dev.restate.sdk.CallDurableFuture;
import dev.restate.sdk.Context;
import dev.restate.sdk.HandlerRunner;
import dev.restate.sdk.endpoint.Endpoint;
import dev.restate.sdk.endpoint.definition.HandlerDefinition;
import dev.restate.sdk.endpoint.definition.HandlerType;
import dev.restate.sdk.endpoint.definition.ServiceDefinition;
import dev.restate.sdk.endpoint.definition.ServiceType;
import dev.restate.sdk.http.vertx.RestateHttpServer;
import dev.restate.serde.TypeTag;
import dev.restate.serde.jackson.JacksonSerdeFactory;
import java.net.http.HttpClient;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** Client and service of Restate in this process; the server is a process of its own, and stores what it does by itself. */
final class RestateEngine implements Engine {

    private static final String SERVICE = "Benchmark";
    private static final String RUN = "run";
    private static final String PARENT = "parent";
    private static final Duration LONGEST_STOP = Duration.ofMinutes(10);
    private static final JacksonSerdeFactory SERDES = new JacksonSerdeFactory();

    private final Task task;
    /** Of a run that is no parent. */
    private final int steps;

    private final String handler;
    private final Client client;
    private final RestateAdmin admin;
    private volatile CountDownLatch worker = new CountDownLatch(1);

    RestateEngine(Task task) {
        boolean isParent = task.workload() == Workload.W4;
        this.task = task;
        this.steps = isParent ? 1 : task.workload().steps();
        this.handler = isParent ? PARENT : RUN;
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        this.client = JdkClient.of(http, task.server().url(), SERDES, null);
        this.admin = new RestateAdmin(task.server().managementUrl());
        admin.register(RestateHttpServer.listen(Endpoint.bind(service()), 0));
    }

    /** Whoever is held back while the worker is stopped must not be suspended for it. */
    private ServiceDefinition service() {
        return ServiceDefinition.of(
                        SERVICE, ServiceType.SERVICE, List.of(handler(RUN, this::run), handler(PARENT, this::parent)))
                .configure(service -> service.inactivityTimeout(LONGEST_STOP));
    }

    /** What a run does. */
    private interface Handler {

        Body.Result handle(Context context, int number);
    }

    /** Restate invokes as many as may run at once even while the worker is stopped: these begin when it starts. */
    private HandlerDefinition<Integer, Body.Result> handler(String name, Handler handler) {
        return HandlerDefinition.of(
                name,
                HandlerType.SHARED,
                SERDES.create(Integer.class),
                SERDES.create(Body.Result.class),
                HandlerRunner.of(
                        (Context context, Integer number) -> {
                            worker.await();
                            return handler.handle(context, number);
                        },
                        SERDES,
                        null));
    }

    private Body.Result run(Context context, int number) {
        Body.Result last = step(context, number, 1);
        for (int step = 2; step <= steps; step++) {
            last = step(context, number, step);
        }
        return last;
    }

    private static Body.Result step(Context context, int number, int step) {
        return context.run("work", Body.Result.class, () -> Body.run(number, step));
    }

    private Body.Result parent(Context context, int number) {
        List<CallDurableFuture<Body.Result>> children = IntStream.rangeClosed(
                        1, task.workload().steps())
                .mapToObj(child -> context.call(request(RUN, child)))
                .toList();
        int sum = children.stream().mapToInt(child -> child.await().number()).sum();
        return new Body.Result(number, sum, Body.TEXT);
    }

    private static Request<Integer, Body.Result> request(String handler, int number) {
        return Request.of(
                        Target.service(SERVICE, handler),
                        TypeTag.of(Integer.class),
                        TypeTag.of(Body.Result.class),
                        number)
                .build();
    }

    @Override
    public void enqueue(int number) {
        client.send(request(handler, number));
    }

    @Override
    public void startWorker() {
        worker.countDown();
    }

    @Override
    public void stopWorker() {
        worker = new CountDownLatch(1);
    }

    @Override
    public void startAndAwait(int number) {
        Body.Result result = client.call(request(handler, number)).response();
        if (result.number() != number) {
            throw new IllegalStateException("Run " + number + " has the result " + result);
        }
    }

    @Override
    public boolean isAnyUnfinished(Connection unused) {
        return admin.count("""
                SELECT count(*) AS n FROM sys_invocation WHERE status <> 'completed' OR completion_result <> 'success'
                """) > 0;
    }

    /** By the journals, whose entries beside the steps are input and output: lists of bytes, here those of {@code {"number":}. */
    @Override
    public long correct(Connection unused) {
        return admin.count("""
                SELECT count(*) AS n FROM sys_invocation v
                  JOIN sys_journal i ON i.id = v.id AND i.entry_type = 'Command: Input'
                  JOIN sys_journal o ON o.id = v.id AND o.entry_type = 'Command: Output'
                 WHERE v.completion_result = 'success' AND v.target_handler_name = '%s' AND v.journal_commands_size = 2 + %d
                   AND strpos(o.entry_json, '"Success":[123,34,110,117,109,98,101,114,34,58,'
                       || split_part(split_part(i.entry_json, '"payload":[', 2), ']', 1) || ',44,') > 0
                """.formatted(handler, task.workload().steps()));
    }

    /** The process ends with what serves the handlers. */
    @Override
    public void close() {}
}
