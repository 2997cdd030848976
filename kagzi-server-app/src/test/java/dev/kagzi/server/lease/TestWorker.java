package dev.kagzi.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A worker that speaks the protocol by hand. */
final class TestWorker {

    private final ServerClient server;
    private final String namespace;
    private final String workerId;
    private long requestId;
    private boolean confirms;

    TestWorker(ServerClient server, String namespace, String... definitions) {
        this(server, namespace, UUID.randomUUID(), definitions);
    }

    TestWorker(ServerClient server, String namespace, UUID instanceId, String... definitions) {
        this.server = server;
        this.namespace = namespace;
        Answer answer = server.post(
                "/api/v1/worker/sessions",
                """
                {"instanceId":"%s","application":"test","workflows":[%s]}
                """.formatted(instanceId, String.join(",", definitions)),
                "Kagzi-Namespace",
                namespace);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        this.workerId = answer.text("/workerId");
    }

    private TestWorker(ServerClient server, String namespace, String workerId) {
        this.server = server;
        this.namespace = namespace;
        this.workerId = workerId;
    }

    static String workflowOn(String name, String... events) {
        return "{\"name\":\"%s\",\"version\":1,\"on\":[\"%s\"]}".formatted(name, String.join("\",\"", events));
    }

    static String workflow(String name) {
        return "{\"name\":\"%s\",\"version\":1}".formatted(name);
    }

    /** The same worker, as it speaks to another server. */
    TestWorker at(ServerClient other) {
        return new TestWorker(other, namespace, workerId);
    }

    /** From now on its polls say that it renews short leases. */
    TestWorker confirming() {
        confirms = true;
        return this;
    }

    String workerId() {
        return workerId;
    }

    long newestRequest() {
        return requestId;
    }

    /** Polls for version 1 of these workflows, without waiting. */
    List<Claim> poll(int free, String... workflows) {
        return claims(poll(++requestId, free, "0s", 1, workflows));
    }

    /** The next run of this workflow, which the server's own services may just be waking. */
    Claim next(String workflow) {
        return claims(poll(++requestId, 1, "5s", 1, workflow)).get(0);
    }

    Answer poll(long number, int free, String wait, int version, String... workflows) {
        requestId = Math.max(requestId, number);
        String wanted = Stream.of(workflows)
                .map(name -> "{\"name\":\"%s\",\"versions\":[%d],\"free\":%d}".formatted(name, version, free))
                .collect(Collectors.joining(","));
        return post(
                "/poll",
                "{\"requestId\":%d,\"free\":%d,\"wait\":\"%s\",\"workflows\":[%s],\"confirms\":%s}"
                        .formatted(number, free, wait, wanted, confirms));
    }

    Answer report(String... reports) {
        return post("/reports", "{\"reports\":[" + String.join(",", reports) + "]}");
    }

    /** Reports, and expects all of it to be accepted. */
    void reportOk(String... reports) {
        Answer answer = report(reports);
        assertThat(codes(answer)).as(answer.body()).containsOnly("ok");
    }

    Answer renew(long answered, String... runIds) {
        String ids = Stream.of(runIds).map(id -> "\"" + id + "\"").collect(Collectors.joining(","));
        return post("/renew", "{\"runs\":[%s],\"answered\":%d}".formatted(ids, answered));
    }

    Answer steps(String runId, String after) {
        return server.get(
                "/api/v1/worker/sessions/" + workerId + "/runs/" + runId + "/steps?after=" + after,
                "Kagzi-Namespace",
                namespace);
    }

    int close() {
        return server.send(
                        "DELETE",
                        "/api/v1/worker/sessions/" + workerId,
                        java.net.http.HttpRequest.BodyPublishers.noBody(),
                        "Kagzi-Namespace",
                        namespace)
                .status();
    }

    private Answer post(String path, String body) {
        return server.post("/api/v1/worker/sessions/" + workerId + path, body, "Kagzi-Namespace", namespace);
    }

    static List<Claim> claims(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        List<Claim> claims = new ArrayList<>();
        answer.json().at("/runs").forEach(run -> claims.add(new Claim(run)));
        return claims;
    }

    /** One word per result: ok, repeated, or the code. */
    static List<String> codes(Answer answer) {
        List<String> codes = new ArrayList<>();
        answer.json()
                .at("/results")
                .forEach(result -> codes.add(
                        result.has("code")
                                ? result.path("code").asString()
                                : result.has("repeated") ? "repeated" : result.has("ok") ? "ok" : "nothing"));
        return codes;
    }

    /** A claimed run, and what can be reported about it. */
    record Claim(JsonNode json) {

        String runId() {
            return json.path("runId").asString();
        }

        String leaseToken() {
            return json.path("leaseToken").asString();
        }

        String stepCompleted(String name, int occurrence, int position, String output) {
            return report(
                    "stepCompleted",
                    ",\"step\":{\"name\":\"%s\",\"occurrence\":%d},\"position\":%d,\"kind\":\"STEP\",\"output\":%s,\"attempts\":1"
                            .formatted(name, occurrence, position, output));
        }

        String completedAtAttempt(String name, int position, int attempts) {
            return report(
                    "stepCompleted",
                    ",\"step\":{\"name\":\"%s\",\"occurrence\":1},\"position\":%d,\"kind\":\"STEP\",\"output\":1,\"attempts\":%d"
                            .formatted(name, position, attempts));
        }

        String stepFailed(String name, int position, int attempts, String retryIn) {
            return report(
                    "stepFailed",
                    (",\"step\":{\"name\":\"%s\",\"occurrence\":1},\"position\":%d,\"kind\":\"STEP\",\"attempts\":%d,"
                                    + "\"failure\":{\"type\":\"a.B\",\"types\":[\"a.B\"],\"message\":\"no\"}%s")
                            .formatted(
                                    name,
                                    position,
                                    attempts,
                                    retryIn == null ? "" : ",\"retryIn\":\"" + retryIn + "\""));
        }

        String compensableCompleted(String name, int position, String output) {
            return report(
                    "stepCompleted",
                    ",\"step\":{\"name\":\"%s\",\"occurrence\":1},\"position\":%d,\"kind\":\"STEP\",\"output\":%s,\"attempts\":1,\"compensable\":true"
                            .formatted(name, position, output));
        }

        String changed(String changeId, int position, String answer) {
            return report(
                    "stepCompleted",
                    (",\"step\":{\"branch\":\"changes\",\"name\":\"%s\",\"occurrence\":1},\"position\":%d,\"kind\":\"MARKER\","
                                    + "\"output\":{\"changed\":%s},\"attempts\":1")
                            .formatted(changeId, position, answer));
        }

        String compensated(String name, int position) {
            return report(
                    "stepCompleted",
                    ",\"step\":{\"branch\":\"compensation\",\"name\":\"%s\",\"occurrence\":1},\"position\":%d,\"kind\":\"COMPENSATION\",\"attempts\":1"
                            .formatted(name, position));
        }

        String compensationFailed(String name, int position, String retryIn) {
            return report(
                    "stepFailed",
                    (",\"step\":{\"branch\":\"compensation\",\"name\":\"%s\",\"occurrence\":1},\"position\":%d,\"kind\":\"COMPENSATION\","
                                    + "\"attempts\":1,\"failure\":{\"type\":\"a.B\",\"types\":[\"a.B\"],\"message\":\"no\"}%s")
                            .formatted(name, position, retryIn == null ? "" : ",\"retryIn\":\"" + retryIn + "\""));
        }

        String sleepStarted(String name, int occurrence, int position, String duration) {
            return report(
                    "sleepStarted",
                    ",\"step\":{\"name\":\"%s\",\"occurrence\":%d},\"position\":%d,\"kind\":\"SLEEP\",\"duration\":\"%s\""
                            .formatted(name, occurrence, position, duration));
        }

        String waitStarted(String branch, String event, int occurrence, int position, String key, String timeout) {
            return report(
                    "waitStarted",
                    ",\"step\":{%s\"name\":\"%s\",\"occurrence\":%d},\"position\":%d,\"event\":\"%s\"%s%s"
                            .formatted(
                                    branch == null ? "" : "\"branch\":\"" + branch + "\",",
                                    event,
                                    occurrence,
                                    position,
                                    event,
                                    key == null ? "" : ",\"key\":\"" + key + "\"",
                                    timeout == null ? "" : ",\"timeout\":\"" + timeout + "\""));
        }

        String waitStarted(String event, int occurrence, int position, String key, String timeout) {
            return waitStarted(null, event, occurrence, position, key, timeout);
        }

        String eventEmitted(String event, int position, String key, String data) {
            return report(
                    "eventEmitted",
                    ",\"step\":{\"name\":\"%s\",\"occurrence\":1},\"position\":%d,\"event\":\"%s\",\"key\":\"%s\",\"data\":%s"
                            .formatted(event, position, event, key, data));
        }

        String childStarted(String workflow, int occurrence, int position, String input, String rest) {
            return report(
                    "childStarted",
                    ",\"step\":{\"name\":\"%s\",\"occurrence\":%d},\"position\":%d,\"workflow\":\"%s\",\"input\":%s%s"
                            .formatted(workflow, occurrence, position, workflow, input, rest));
        }

        String runFailed(String message) {
            return report("runFailed", ",\"failure\":{\"type\":\"Failed\",\"message\":\"%s\"}".formatted(message));
        }

        String waiting() {
            return report("waiting", "");
        }

        String runCompleted(String output) {
            return report("runCompleted", ",\"output\":" + output);
        }

        String released() {
            return report("released", "");
        }

        String report(String type, String rest) {
            return "{\"type\":\"%s\",\"runId\":\"%s\",\"leaseToken\":\"%s\"%s}"
                    .formatted(type, runId(), leaseToken(), rest);
        }
    }
}
