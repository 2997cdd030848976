package dev.kagzi.benchmark.driver;

import java.io.IOException;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A worker with one place and a connection of its own: it polls all the time, and completes what it gets without doing anything. */
final class IdleWorker {

    static final String WORKFLOW = "idle";

    /** What a worker's open poll waits. */
    static final int WAIT_SECONDS = 30;

    private static final String SESSIONS = "/api/v1/worker/sessions";
    private static final int UNAVAILABLE = 503;
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Is told what happens to the workers. */
    interface Listener {

        void opened() throws IOException;

        void received(int number, long nanos);

        void completed();

        /** A request that will be sent again. */
        void unavailable();
    }

    private final HttpConnection connection;
    private final Listener listener;
    private final int firstWaitSeconds;
    private String session = "";
    private long requests;

    /** @param firstWaitSeconds of its first poll, so that not all that were opened together are renewed together */
    IdleWorker(HttpConnection connection, int firstWaitSeconds, Listener listener) {
        this.connection = connection;
        this.firstWaitSeconds = firstWaitSeconds;
        this.listener = listener;
    }

    void open() throws IOException {
        String request = """
                {"instanceId":"%s","application":"idle","workflows":[{"name":"%s","version":1}],"slots":1}""".formatted(UUID.randomUUID(), WORKFLOW);
        post(SESSIONS, request, answer -> {
            session = SESSIONS + "/"
                    + JSON.readTree(answer.expect(201)).path("workerId").asString();
            poll(firstWaitSeconds);
            listener.opened();
        });
    }

    private void poll(int waitSeconds) throws IOException {
        String request = """
                {"requestId":%d,"free":1,"workflows":[{"name":"%s","versions":[1],"free":1}],"wait":"%ds","confirms":true}""".formatted(++requests, WORKFLOW, waitSeconds);
        post(session + "/poll", request, this::polled);
    }

    private void polled(HttpAnswer answer) throws IOException {
        long now = System.nanoTime();
        String body = answer.expect(200);
        JsonNode runs = body.contains("\"runs\":[]")
                ? JSON.createArrayNode()
                : JSON.readTree(body).path("runs");
        if (runs.isEmpty()) {
            poll(WAIT_SECONDS);
        } else if (runs.size() == 1) {
            JsonNode run = runs.get(0);
            listener.received(run.path("input").asInt(), now);
            complete(run);
        } else {
            throw new IllegalStateException("More than the one run there is a place for: " + body);
        }
    }

    private void complete(JsonNode run) throws IOException {
        String request = """
                {"reports":[{"type":"runCompleted","runId":"%s","leaseToken":"%s","output":1}]}""".formatted(
                        run.path("runId").asString(), run.path("leaseToken").asString());
        post(session + "/reports", request, answer -> {
            if (!answer.expect(200).contains("\"ok\":true")) {
                throw new IllegalStateException("A report is refused: " + answer.body());
            }
            poll(WAIT_SECONDS);
            listener.completed();
        });
    }

    /** Sends it until the server has the means to answer, as the starter does. */
    private void post(String path, String json, HttpConnection.Receiver whenAnswered) throws IOException {
        connection.post(path, json, answer -> {
            if (answer.status() == UNAVAILABLE) {
                listener.unavailable();
                post(path, json, whenAnswered);
            } else {
                whenAnswered.answered(answer);
            }
        });
    }
}
