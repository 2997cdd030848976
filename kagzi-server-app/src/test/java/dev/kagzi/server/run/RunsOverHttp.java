package dev.kagzi.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.openapi.Contract;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A caller of the API in a namespace of his own, who can also play the worker by SQL. */
final class RunsOverHttp {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int port;
    private final String namespace =
            "t" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    private final UUID namespaceId = UUID.randomUUID();
    private final JdbcClient jdbc;

    RunsOverHttp(int port, JdbcClient jdbc) {
        this.port = port;
        this.jdbc = jdbc;
        jdbc.sql("INSERT INTO kagzi.namespace (namespace_id, name, created_at) VALUES (?, ?, clock_timestamp())")
                .params(namespaceId, namespace)
                .update();
    }

    record Answer(int status, HttpResponse<byte[]> response) {

        String body() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return JSON.readTree(response.body());
        }

        String code() {
            return json().path("code").asString("");
        }

        UUID runId() {
            return UUID.fromString(json().path("runId").asString(""));
        }

        String runStatus() {
            return json().path("status").asString("");
        }
    }

    String namespace() {
        return namespace;
    }

    UUID namespaceId() {
        return namespaceId;
    }

    void declare(String workflow) {
        jdbc.sql("""
                        INSERT INTO kagzi.workflow (namespace_id, name, version, definition, declared_at)
                        VALUES (?, ?, 1, ?, clock_timestamp())
                        """)
                .params(
                        namespaceId,
                        workflow,
                        "{\"name\":\"%s\",\"version\":1}".formatted(workflow).getBytes(StandardCharsets.UTF_8))
                .update();
    }

    void alias(String alias, String workflow) {
        jdbc.sql("INSERT INTO kagzi.workflow_alias (namespace_id, alias, name) VALUES (?, ?, ?)")
                .params(namespaceId, alias, workflow)
                .update();
    }

    Answer get(String path) {
        return get(port, path);
    }

    Answer get(int port, String path) {
        return send(request(port, path).GET());
    }

    Answer post(String path, String body) {
        return post(port, path, body);
    }

    Answer post(int port, String path, String body) {
        return send(request(port, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
    }

    Answer postInTrace(String traceparent, String path, String body) {
        return send(request(port, path)
                .header("Content-Type", "application/json")
                .header(Trace.HEADER, traceparent)
                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
    }

    /** Starts a run of {@code order} with these further members of the request. */
    Answer start(String members) {
        return post("/api/v1/runs", "{\"workflow\":\"order\"" + (members.isEmpty() ? "" : "," + members) + "}");
    }

    Answer run(UUID runId) {
        return get("/api/v1/runs/" + runId);
    }

    private HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Kagzi-Namespace", namespace);
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            HttpRequest sent = request.build();
            HttpResponse<byte[]> response = HTTP.send(sent, BodyHandlers.ofByteArray());
            Answer answer = new Answer(response.statusCode(), response);
            assertThat(Contract.ofThisServer()
                            .violations(
                                    sent.method(),
                                    sent.uri().getPath(),
                                    answer.status(),
                                    header -> response.headers()
                                            .firstValue(header)
                                            .isPresent(),
                                    answer.body()))
                    .isEmpty();
            return answer;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    int count(String table) {
        return jdbc.sql("SELECT count(*) FROM kagzi." + table + " WHERE namespace_id = ?")
                .param(namespaceId)
                .query(Integer.class)
                .single();
    }

    /** Rows of the run's history as {@code from>to by actor}. */
    List<String> history(UUID runId) {
        return jdbc.sql("""
                        SELECT from_status || '>' || to_status || ' by ' || actor || coalesce(' ' || reason, '')
                          FROM kagzi.run_history WHERE namespace_id = ? AND run_id = ? ORDER BY seq
                        """).params(namespaceId, runId).query(String.class).list();
    }

    /** A worker has claimed the run. */
    void claim(UUID runId) {
        change(runId, "RUNNING", """
                claimable = false, due_at = NULL, worker_id = '%s', lease_token = '%s', claim_number = claim_number + 1,
                request_id = 1, lease_expires_at = clock_timestamp() + interval '1 hour', started_at = clock_timestamp()
                """.formatted(UUID.randomUUID(), UUID.randomUUID()));
    }

    /** The worker that has claimed the run ended its claim. */
    void end(UUID runId, String status, String columns) {
        change(
                runId,
                status,
                "lease_token = NULL, lease_expires_at = NULL, claim_ended = '" + status + "', " + columns);
    }

    void fail(UUID runId, String failure) {
        end(runId, "FAILED", "finished_at = clock_timestamp(), failure = '" + failure + "'::bytea");
    }

    void complete(UUID runId, String output) {
        end(runId, "COMPLETED", "finished_at = clock_timestamp(), output = '" + output + "'::bytea");
    }

    private void change(UUID runId, String status, String columns) {
        jdbc.sql("""
                        WITH changed AS (
                            UPDATE kagzi.run SET status = '%1$s', transitions = transitions + 1, %2$s
                             WHERE namespace_id = :namespace AND run_id = :run RETURNING *)
                        INSERT INTO kagzi.run_history (namespace_id, run_id, seq, from_status, to_status, claim_number, actor, at)
                        SELECT namespace_id, run_id, transitions, '', '%1$s', claim_number, 'WORKER', clock_timestamp() FROM changed
                        """.formatted(status, columns))
                .param("namespace", namespaceId)
                .param("run", runId)
                .update();
    }

    /** A step has been recorded, or waits. */
    void step(UUID runId, String name, int position, String kind, String status, String columns) {
        boolean recorded = !status.equals("WAITING");
        jdbc.sql("""
                        INSERT INTO kagzi.step (namespace_id, run_id, branch, name, occurrence, position, kind, status, attempts,
                               claim_number, started_at, finished_at)
                        VALUES (?, ?, '', ?, 1, ?, ?, 'WAITING', 1, 1, ?, NULL)
                        """)
                .params(
                        namespaceId,
                        runId,
                        name,
                        position,
                        kind,
                        Instant.parse("2026-01-01T00:00:00Z").atOffset(ZoneOffset.UTC))
                .update();
        jdbc.sql("UPDATE kagzi.step SET status = '" + status + "', finished_at = "
                        + (recorded ? "clock_timestamp()" : "NULL") + (columns.isEmpty() ? "" : ", " + columns)
                        + " WHERE namespace_id = ? AND run_id = ? AND name = ?")
                .params(namespaceId, runId, name)
                .update();
        jdbc.sql("UPDATE kagzi.run SET steps = steps + 1 WHERE namespace_id = ? AND run_id = ?")
                .params(namespaceId, runId)
                .update();
    }
}
