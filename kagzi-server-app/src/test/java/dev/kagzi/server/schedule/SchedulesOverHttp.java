package dev.kagzi.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A caller of the API in a namespace of his own. */
final class SchedulesOverHttp {

    static final String PATH = "/api/v1/schedules";

    private final ServerClient server;
    private final String namespace;

    SchedulesOverHttp(ServerClient server) {
        this.server = server;
        this.namespace = server.newNamespace();
    }

    String namespace() {
        return namespace;
    }

    Answer get(String path) {
        return send("GET", path, "");
    }

    Answer post(String path, String json, String... headers) {
        return send("POST", path, json, headers);
    }

    Answer put(String scheduleId, String members, String... headers) {
        return send("PUT", PATH + "/" + scheduleId, object(members), headers);
    }

    Answer delete(String scheduleId) {
        return send("DELETE", PATH + "/" + scheduleId, "");
    }

    private Answer send(String method, String path, String body, String... headers) {
        String[] all = Stream.concat(
                        Stream.of("Kagzi-Namespace", namespace, "Content-Type", "application/json"), Stream.of(headers))
                .toArray(String[]::new);
        return server.send(method, path, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body), all);
    }

    /** {@code 'a':1} as an object: single quotes stand for double ones. */
    static String object(String members) {
        return "{" + members.replace('\'', '"') + "}";
    }

    /** Opens a session of a new process, which offers these. */
    Answer declare(String... offers) {
        return declare(UUID.randomUUID(), offers);
    }

    Answer declare(UUID instanceId, String... offers) {
        String workflows = String.join(
                ",", Stream.of(offers).map(SchedulesOverHttp::object).toList());
        return post(
                "/api/v1/worker/sessions",
                "{\"instanceId\":\"%s\",\"application\":\"test\",\"workflows\":[%s]}".formatted(instanceId, workflows));
    }

    /** Declares the workflow 'report', which has no schedule of its own. */
    SchedulesOverHttp withReport() {
        assertThat(declare("'name':'report','version':1").status()).isEqualTo(201);
        return this;
    }

    Answer create(String scheduleId, String members) {
        return post(PATH, object("'scheduleId':'%s','workflow':'report',%s".formatted(scheduleId, members)));
    }

    /** Creates a schedule, and expects it to be new. */
    void created(String scheduleId, String members) {
        Answer answer = create(scheduleId, members);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    /** Disables or enables the namespace. */
    void setNamespace(String action) {
        assertThat(post("/api/v1/namespaces/" + namespace + "/" + action, "{}").status())
                .isEqualTo(200);
    }

    Answer show(String scheduleId) {
        return get(PATH + "/" + scheduleId);
    }

    Answer act(String scheduleId, String action) {
        return post(PATH + "/" + scheduleId + "/" + action, "{}");
    }

    Answer backfill(String scheduleId, Object from, Object to, String more) {
        return post(PATH + "/" + scheduleId + "/backfill", object("'from':'%s','to':'%s'%s".formatted(from, to, more)));
    }

    /** The firings, oldest first. */
    List<JsonNode> firings(String scheduleId) {
        return all(PATH + "/" + scheduleId + "/firings?limit=200");
    }

    /** The items of all pages, the last one first. */
    private List<JsonNode> all(String path) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = get(path + cursor);
            assertThat(page.status()).as(page.body()).isEqualTo(200);
            page.json().path("items").forEach(items::add);
            cursor = page.json().has("nextCursor") ? "&cursor=" + page.text("/nextCursor") : "";
        } while (!cursor.isEmpty());
        Collections.reverse(items);
        return items;
    }

    /** What became of the firings, oldest first, in one word each: {@code started}, {@code waiting}, or why they were skipped. */
    List<String> outcomes(String scheduleId) {
        return firings(scheduleId).stream()
                .map(firing ->
                        firing.has("runId") ? "started" : firing.path("skipped").asString("waiting"))
                .toList();
    }

    /** The runs the schedule has started, oldest first. */
    List<JsonNode> runs(String scheduleId) {
        return all("/api/v1/runs?limit=200&schedule=" + scheduleId);
    }

    /** Ends every run of the schedule that is not finished. */
    void finishRuns(String scheduleId) {
        runs(scheduleId).stream()
                .filter(run -> !run.has("finishedAt"))
                .forEach(run -> assertThat(
                                post("/api/v1/runs/" + run.path("runId").asString() + "/cancel", "{}")
                                        .status())
                        .isEqualTo(200));
    }
}
