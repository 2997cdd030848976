package dev.kagzi.server.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A client and a worker in a namespace of their own, who repeat what was not answered. */
public final class Caller {

    public static final String RUNS = "/api/v1/runs";
    public static final String EVENTS = "/api/v1/events";
    public static final String SCHEDULES = "/api/v1/schedules";
    public static final String KEYS = "/api/v1/keys";
    public static final String SESSIONS = "/api/v1/worker/sessions";

    private static final int TRIES = 5;

    private final ServerClient server;
    private final String namespace;
    private String session = "";
    private int polls;

    public Caller(ServerClient server) {
        this.server = server;
        this.namespace = server.newNamespace();
    }

    /** @param headers names and values in turn */
    public record Request(String method, String path, String body, String... headers) {}

    public static Request post(String path, String json, String... headers) {
        return new Request("POST", path, json.replace('\'', '"'), headers);
    }

    /** With a key, so that it may be repeated. */
    public static Request keyed(String path, String json) {
        return post(path, json, "Idempotency-Key", UUID.randomUUID().toString());
    }

    public String namespace() {
        return namespace;
    }

    /** Sends the request again until it is answered with something that another try would not change. */
    public Answer insist(Request request) {
        Optional<Answer> answer = Optional.empty();
        for (int i = 0; i < TRIES && answer.filter(Caller::isLastWord).isEmpty(); i++) {
            answer = send(request);
        }
        return answer.orElseThrow();
    }

    private static boolean isLastWord(Answer answer) {
        return answer.status() < 500 && !answer.body().contains("\"retryable\":true");
    }

    /** Sends the request to one of several servers. */
    public Answer send(ServerClient to, Request request) {
        String[] headers = Stream.concat(
                        Stream.of("Kagzi-Namespace", namespace, "Content-Type", "application/json"),
                        Stream.of(request.headers()))
                .toArray(String[]::new);
        return to.send(request.method(), request.path(), BodyPublishers.ofString(request.body()), headers);
    }

    /** Empty when the reply was lost. */
    private Optional<Answer> send(Request request) {
        try {
            return Optional.of(send(server, request));
        } catch (IllegalStateException e) {
            assertThat(e).hasCauseInstanceOf(IOException.class);
            return Optional.empty();
        }
    }

    private JsonNode done(Request request) {
        Answer answer = send(request).orElseThrow();
        assertThat(answer.status()).as(answer.body()).isLessThan(300);
        assertThat(answer.body()).doesNotContain("\"code\"");
        return answer.json();
    }

    /** A worker for two workflows, of which an event starts one. */
    public Caller withWorker() {
        session = done(session(UUID.randomUUID())).path("workerId").asString();
        return this;
    }

    /** A worker for orders, of which one at a time may be under way. */
    public Caller withLimitedWorker() {
        session = done(limitedSession(1, 1)).path("workerId").asString();
        return this;
    }

    /** A session that offers this version of orders, of which so many at a time may be under way. */
    public static Request limitedSession(int version, int concurrency) {
        return post(
                SESSIONS,
                "{'instanceId':'%s','application':'test','workflows':[{'name':'order','version':%d,'limits':{'concurrency':%d}}]}"
                        .formatted(UUID.randomUUID(), version, concurrency));
    }

    public static Request session(UUID instanceId) {
        return post(
                SESSIONS,
                ("{'instanceId':'%s','application':'test','workflows':[{'name':'order','version':1},"
                                + "{'name':'shipping','version':1,'on':['parcel.packed'],"
                                + "'schedules':[{'scheduleId':'shipping','cron':'0 0 1 1 *'}]}]}")
                        .formatted(instanceId));
    }

    public String sessionPath(String rest) {
        return SESSIONS + "/" + session + rest;
    }

    public String workerPath(String rest) {
        return "/api/v1/workers/" + session + rest;
    }

    /** Starts an order. */
    public UUID started(String members) {
        return UUID.fromString(done(post(RUNS, "{'workflow':'order','input':{'n':1}%s}".formatted(members)))
                .path("runId")
                .asString());
    }

    public Request poll() {
        return poll(session, ++polls);
    }

    /** A poll that is answered when there is a run. */
    public Request pollThatWaits() {
        Request poll = poll();
        return new Request(poll.method(), poll.path(), poll.body().replace("\"0s\"", "\"30s\""));
    }

    /** The first poll of another worker. */
    public Request pollOfAnotherWorker() {
        return poll(done(session(UUID.randomUUID())).path("workerId").asString(), 1);
    }

    private static Request poll(String session, int number) {
        return post(
                SESSIONS + "/" + session + "/poll",
                "{'requestId':%d,'free':5,'wait':'0s','workflows':[{'name':'order','versions':[1],'free':5}]}"
                        .formatted(number));
    }

    /** A claimed order. */
    public Claim claimed(String members) {
        started(members);
        JsonNode run = done(poll()).at("/runs/0");
        return new Claim(
                this, run.path("runId").asString(), run.path("leaseToken").asString());
    }

    public void reported(String... reports) {
        done(reports(reports));
    }

    public Request reports(String... reports) {
        return post(sessionPath("/reports"), "{'reports':[" + String.join(",", reports) + "]}");
    }

    /** A daily report is scheduled. */
    public Caller withSchedule(String members) {
        done(post(SCHEDULES, "{'scheduleId':'daily','workflow':'order','cron':'0 3 * * *'%s}".formatted(members)));
        return this;
    }

    /** The path of a new key for the namespace. */
    public String newKey() {
        String key = "{'name':'shop','namespaces':['%s'],'roles':['client']}".formatted(namespace);
        return KEYS + "/" + done(post(KEYS, key)).path("keyId").asString();
    }

    /** A run that its worker holds, and what can be reported of it. */
    public record Claim(Caller caller, String runId, String leaseToken) {

        public Request reporting(String type, String rest) {
            return caller.reports(report(type, rest));
        }

        public void reported(String type, String rest) {
            caller.reported(report(type, rest));
        }

        public String report(String type, String rest) {
            return "{'type':'%s','runId':'%s','leaseToken':'%s'%s}".formatted(type, runId, leaseToken, rest);
        }

        public String step(String name, int position, String kind) {
            return ",'step':{'name':'%s','occurrence':1},'position':%d,'kind':'%s'".formatted(name, position, kind);
        }
    }
}
