package dev.kagzi.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What browsers, proxies and their abusers could make of the server. */
@ServerTest
class AttackIntegrationTests {

    private static final String RUNS = "/api/v1/runs";
    private static final String SCRIPT = "<script>alert(1)</script>";

    @Autowired
    private ServerClient server;

    private String namespace;

    @BeforeEach
    void registerWorkflow() {
        namespace = server.newNamespace();
        post(
                "/api/v1/worker/sessions",
                "{'instanceId':'%s','application':'a','workflows':[{'name':'order','version':1}]}"
                        .formatted(UUID.randomUUID()));
    }

    private Answer post(String path, String json) {
        return server.post(path, json.replace('\'', '"'), "Kagzi-Namespace", namespace);
    }

    @Test
    void whatIsSentBackIsNeverMarkup() {
        Answer started = post(RUNS, "{'workflow':'order','input':'%s','tags':{'a':'%s'}}".formatted(SCRIPT, SCRIPT));
        Answer shown = server.get(
                RUNS + "/" + started.text("/runId"), "Kagzi-Namespace", namespace, "Accept", "text/html,*/*;q=0.1");
        assertThat(shown.body()).contains(SCRIPT);
        noMarkup(shown);
        noMarkup(server.get(RUNS + "/%3Cscript%3Ealert(1)%3Cscript%3E", "Accept", "text/html"));
        noMarkup(server.get(RUNS + "?workflow=%3Cscript%3E&limit=x", "Accept", "text/html"));
        noMarkup(server.get("/problems/%3Cscript%3E", "Accept", "text/html"));
    }

    private static void noMarkup(Answer answer) {
        assertThat(answer.header("Content-Type")).startsWith("application/");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    /** What a form or a script of another page can send without being asked first. */
    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""})
    void pagesOfOthersChangeNothing(String contentType) {
        String body = "{\"workflow\":\"order\"}";
        String[] form = contentType.isEmpty()
                ? new String[] {"Kagzi-Namespace", namespace}
                : new String[] {"Kagzi-Namespace", namespace, "Content-Type", contentType};
        assertThat(server.send("POST", RUNS, BodyPublishers.ofString(body), form)
                        .status())
                .isEqualTo(415);
        Answer fromAnotherPage =
                server.post(RUNS, body, "Kagzi-Namespace", namespace, "Origin", "https://evil.example");
        assertThat(fromAnotherPage.text("/code")).isEqualTo("HOST_NOT_ALLOWED");
        assertThat(server.get(RUNS, "Kagzi-Namespace", namespace).json().path("items"))
                .isEmpty();
    }

    @Test
    void pagesOfOthersMayNotAsk() throws IOException {
        String preflight = "OPTIONS /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n"
                + "Access-Control-Request-Method: POST\r\nConnection: close\r\n\r\n";
        assertThat(server.raw(server.port(), preflight))
                .startsWith("HTTP/1.1 403")
                .doesNotContainIgnoringCase("access-control-allow");
        assertThat(server.raw(server.port(), preflight.replace("https://evil.example", "http://localhost:1")))
                .doesNotContainIgnoringCase("access-control-allow");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "//evil.example/%2e%2e",
                "/%5Cevil.example",
                "/api/v1/runs;//evil.example",
                "/login?continue=//evil.example",
                "/.",
                "/api",
                "/api/v1/runs/",
                "/problems/../../../etc/passwd",
                "/problems/..%2f..%2fapplication.yml",
                "/problems/%2e%2e/%2e%2e/application.yml",
                "/problems/%252e%252e%252fapplication.yml",
                "/problems/..;/application.yml",
                "/problems/application.yml%00",
                "/api/v1/%2e%2e/actuator/env",
                "/BOOT-INF/classes/application.yml",
                "/WEB-INF/web.xml",
            })
    void noPathLeadsElsewhere(String path) throws IOException {
        String answer =
                server.raw(server.port(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer)
                .containsPattern("^HTTP/1\\.1 4\\d\\d")
                .doesNotContainIgnoringCase("\r\nlocation:")
                .doesNotContain("spring:", "root:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%0d%0aSet-Cookie:%20x=y", "a%0aSet-Cookie:%20x=y", "a%E5%98%8D%E5%98%8ASet-Cookie:x=y"})
    void nothingFromARequestBecomesAHeader(String evil) {
        for (String path : new String[] {
            RUNS + "/" + evil, "/api/v1/schedules/" + evil, "/api/v1/workflows/" + evil, RUNS + "?cursor=" + evil
        }) {
            Answer answer = server.get(path, "Kagzi-Namespace", namespace);
            assertThat(answer.status()).as(path).isBetween(400, 499);
            assertThat(answer.headers().map()).doesNotContainKeys("set-cookie");
        }
        Answer created = post(
                "/api/v1/schedules", "{'scheduleId':'a\\r\\nSet-Cookie: x=y','workflow':'order','cron':'0 3 * * *'}");
        assertThat(created.headers().map()).doesNotContainKeys("set-cookie");
    }

    @Test
    void proxiesThatNobodyDeclaredAreNotBelieved() {
        Answer created = server.post(
                RUNS,
                "{\"workflow\":\"order\"}",
                "Kagzi-Namespace",
                namespace,
                "X-Forwarded-Host",
                "evil.example",
                "X-Forwarded-Proto",
                "https",
                "Forwarded",
                "host=evil.example;proto=https");
        assertThat(created.header("Location")).startsWith("/api/v1/runs/");

        String run = RUNS + "/" + created.text("/runId");
        server.post(run + "/cancel", "{}", "Kagzi-Namespace", namespace, "X-Forwarded-For", "203.0.113.9");
        assertThat(server.get("/api/v1/audit?limit=200").body()).contains(run).doesNotContain("203.0.113.9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"})
    void methodsAreWhatTheyAre(String header) {
        Answer started = post(RUNS, "{'workflow':'order'}");
        server.post(RUNS + "?_method=DELETE", "{}", "Kagzi-Namespace", namespace, header, "DELETE");
        assertThat(server.get(RUNS + "/" + started.text("/runId"), "Kagzi-Namespace", namespace)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "CONNECT", "PATCH", "PROPFIND", "get", "X"})
    void otherMethodsAreNone(String method) throws IOException {
        String answer = server.raw(
                server.port(),
                method + " /api/v1/info HTTP/1.1\r\nHost: localhost\r\nX-Secret: kept\r\nConnection: close\r\n\r\n");
        assertThat(answer).containsPattern("^HTTP/1\\.1 (4\\d\\d|501)").doesNotContain("kept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "PROPFIND", "X"})
    void aMethodThatNothingHasIsNotAllowed(String method) throws IOException {
        String answer = server.raw(
                server.port(), method + " /api/v1/info HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 405 ").contains("METHOD_NOT_ALLOWED");
    }
}
