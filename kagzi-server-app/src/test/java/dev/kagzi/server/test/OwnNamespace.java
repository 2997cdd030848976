package dev.kagzi.server.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A namespace with keys of every role and one of everything in it, all of it marked with a word that is nowhere else. */
public final class OwnNamespace {

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");
    private static final List<String> ROLES = List.of("worker", "client", "viewer", "admin");

    private final ServerClient server;
    private final String admin;
    private final String canary = "canary-" + UUID.randomUUID();
    private final String namespace = "test-" + canary;
    private final Map<String, String> keys = new HashMap<>();
    private final Map<String, String> ids = new HashMap<>();

    /** @param admin secret of a key for all namespaces */
    public OwnNamespace(ServerClient server, String admin) {
        this.server = server;
        this.admin = admin;
        change("POST", "/namespaces", "{'name':'%s','displayName':'%s','description':'%s'}", namespace, canary, canary);
        ROLES.forEach(role -> keys.put(role, newKey(role, "").text("/secret")));
        ids.put("keyId", newKey("viewer", "").text("/keyId"));
        ids.put("name", namespace);
        ids.put("scheduleId", canary);
        ids.put("workerId", openSession());
        change(
                "POST",
                "/schedules",
                "{'scheduleId':'%s','workflow':'clean-up','cron':'0 3 * * *','input':'%s'}",
                canary,
                canary);
        ids.put(
                "eventId",
                change("POST", "/events", "{'name':'%s','data':'%s'}", canary, canary)
                        .text("/eventId"));
        start();
        JsonNode held = claim(1);
        ids.put("runId", held.path("runId").asString());
        ids.put("leaseToken", held.path("leaseToken").asString());
        start();
        JsonNode failing = claim(2);
        ids.put("failedRunId", failing.path("runId").asString());
        change(
                "POST",
                "/worker/sessions/" + ids.get("workerId") + "/reports",
                "{'reports':[{'type':'runFailed','runId':'%s','leaseToken':'%s','failure':{'type':'a.B','message':'%s'}}]}",
                failing.path("runId").asString(),
                failing.path("leaseToken").asString(),
                canary);
        ids.put(
                "bulkId",
                change(
                                "POST",
                                "/bulk",
                                "{'action':'cancel','dryRun':true,'reason':'%s','filter':{'id':'%s'}}",
                                canary,
                                canary)
                        .text("/bulkId"));
    }

    public String namespace() {
        return namespace;
    }

    public String canary() {
        return canary;
    }

    /** The secret of a key of this role. */
    public String key(String role) {
        return keys.get(role);
    }

    private String openSession() {
        return change(
                        "POST",
                        "/worker/sessions",
                        "{'instanceId':'%s','application':'%s','hostname':'%s','workflows':[{'name':'order','version':1},{'name':'clean-up','version':1}]}",
                        UUID.randomUUID(),
                        canary,
                        canary)
                .text("/workerId");
    }

    private void start() {
        change("POST", "/runs", "{'workflow':'order','input':'%s','tags':{'region':'%s'}}", canary, canary);
    }

    private JsonNode claim(int request) {
        return change(
                        "POST",
                        "/worker/sessions/" + ids.get("workerId") + "/poll",
                        "{'requestId':%d,'free':1,'wait':'0s','workflows':[{'name':'order','versions':[1],'free':1}]}",
                        request)
                .json()
                .at("/runs/0");
    }

    /** @param more further members */
    public Answer newKey(String role, String more) {
        return change(
                "POST", "/keys", "{'name':'%s','namespaces':['%s'],'roles':['%s']%s}", canary, namespace, role, more);
    }

    private Answer change(String method, String path, String json, Object... values) {
        Answer answer =
                send(method, "/api/v1" + path, json.formatted(values).replace('\'', '"'), admin, namespace(path));
        assertThat(answer.status()).as(answer.body()).isLessThan(300);
        return answer;
    }

    /** None while it is still to be made. */
    private String[] namespace(String path) {
        return path.equals("/namespaces") ? new String[0] : new String[] {"Kagzi-Namespace", namespace};
    }

    /** Revokes the key with this id. */
    public void revoke(String keyId) {
        change("DELETE", "/keys/" + keyId, "{}");
    }

    /**
     * Asks for an operation on what is in it.
     *
     * @param secret of the caller's key, empty for none
     */
    public Answer ask(ApiOperation operation, String secret, String... headers) {
        String path = path(operation, (variable, id) -> id);
        String query = operation.id().equals("previewSchedule") ? "?cron=0%203%20*%20*%20*" : "";
        return send(operation.method(), path + query, body(operation), secret, headers);
    }

    /**
     * The path of an operation on what is in it.
     *
     * @param values what to put in place of a variable, of its name and its own value
     */
    public String path(ApiOperation operation, BinaryOperator<String> values) {
        return VARIABLE.matcher(operation.path())
                .replaceAll(variable ->
                        Matcher.quoteReplacement(values.apply(variable.group(1), id(operation, variable.group(1)))));
    }

    private String id(ApiOperation operation, String variable) {
        if (variable.equals("runId") && List.of("streamRun", "retryRun").contains(operation.id())) {
            return ids.get("failedRunId");
        }
        return variable.equals("name") && operation.path().startsWith("/api/v1/workflows")
                ? "order"
                : ids.get(variable);
    }

    /** A body of an operation on what is in it; empty for none. */
    public String body(ApiOperation operation) {
        return switch (operation.id()) {
            case "poll" -> "{\"requestId\":3,\"free\":0,\"wait\":\"0s\",\"workflows\":[]}";
            case "report" ->
                "{\"reports\":[{\"type\":\"runCompleted\",\"runId\":\"%s\",\"leaseToken\":\"%s\",\"output\":1}]}"
                        .formatted(ids.get("runId"), ids.get("leaseToken"));
            case "restartRun" -> "{}";
            case "createNamespace" -> "{\"name\":\"other-%s\"}".formatted(UUID.randomUUID());
            case "createKey" ->
                "{\"name\":\"shop\",\"namespaces\":[\"%s\"],\"roles\":[\"client\"]}".formatted(namespace);
            default ->
                operation.exampleBody().isMissingNode()
                        ? ""
                        : operation.exampleBody().toString();
        };
    }

    private Answer send(String method, String path, String body, String secret, String... headers) {
        String[] all = Stream.of(
                        secret.isEmpty() ? Stream.<String>of() : Stream.of("Authorization", "Bearer " + secret),
                        body.isEmpty() ? Stream.<String>of() : Stream.of("Content-Type", "application/json"),
                        method.equals("PUT") ? Stream.of("If-Match", "*") : Stream.<String>of(),
                        Stream.of(headers))
                .flatMap(part -> part)
                .toArray(String[]::new);
        return server.send(method, path, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body), all);
    }
}
