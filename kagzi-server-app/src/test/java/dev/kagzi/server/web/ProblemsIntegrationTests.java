package dev.kagzi.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@ServerTest
@Import(ProblemsIntegrationTests.Failing.class)
@ExtendWith(OutputCaptureExtension.class)
class ProblemsIntegrationTests {

    private static final String NAMESPACES = "/api/v1/namespaces";

    @Autowired
    private ServerClient server;

    private static void assertProblem(Answer answer, int status, ProblemCode code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text("/code")).isEqualTo(code.name());
        assertThat(answer.text("/type")).startsWith("https://kagzi.dev/problems/");
        assertThat(answer.text("/title")).isEqualTo(code.title());
        assertThat(answer.text("/detail")).isNotBlank();
        assertThat(answer.json().get("status").asInt()).isEqualTo(status);
        assertThat(answer.json().get("retryable").asBoolean()).isEqualTo(code.retryable());
    }

    @ParameterizedTest
    @EnumSource
    void everyServerHasThePageThatATypeLeadsTo(ProblemCode code) {
        String type = new ProblemException(code, "").problem().type();
        Answer page = server.get(URI.create(type).getPath());
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
        assertThat(page.body()).startsWith("# " + code + "\n");
    }

    @Test
    void thereIsNoPageOfAnUnknownProblem() {
        assertProblem(server.get("/problems/readme"), 404, ProblemCode.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":", "{\"name\":\"a\"} x", "{'name':1}", "{\"name\":01}", "nul", "\"a", "null"})
    void malformedBodies(String body) {
        assertProblem(server.post(NAMESPACES, body), 400, ProblemCode.MALFORMED_REQUEST);
    }

    @Test
    void malformedBodiesNameThePlace() {
        assertThat(server.post(NAMESPACES, "{\"name\":\n  x}").text("/detail")).contains("line 2, column");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{}|/name|is required",
                "{\"name\":null}|/name|is required",
                "{\"name\":5}|/name|has to be a string",
                "{\"name\":true}|/name|has to be a string",
                "{\"name\":[\"a\"]}|/name|has to be a string",
                "{\"name\":{}}|/name|has to be a string",
            })
    void partsOfTheWrongTypeAreNamedByPointer(String body, String pointer, String detail) {
        Answer answer = server.post(NAMESPACES, body);
        assertProblem(answer, 400, ProblemCode.VALIDATION_FAILED);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(answer.text("/errors/0/detail")).startsWith(detail);
    }

    @Test
    void bodiesThatAreNoObject() {
        Answer answer = server.post(NAMESPACES, "[]");
        assertProblem(answer, 400, ProblemCode.VALIDATION_FAILED);
        assertThat(answer.text("/detail")).isEqualTo("The body has to be an object.");
    }

    @Test
    void bodiesNestedTooDeeply() {
        String body = "{\"unknown\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}";
        assertProblem(server.post(NAMESPACES, body), 400, ProblemCode.PAYLOAD_TOO_COMPLEX);
    }

    @Test
    void missingBody() {
        Answer answer = server.send("POST", NAMESPACES, BodyPublishers.noBody(), "Content-Type", "application/json");
        assertProblem(answer, 400, ProblemCode.MALFORMED_REQUEST);
    }

    @Test
    void bodiesThatAreTooLargeAnnouncedOrNot() {
        byte[] large = new byte[17 * 1024 * 1024];
        assertProblem(
                server.send("POST", NAMESPACES, BodyPublishers.ofByteArray(large), "Content-Type", "application/json"),
                413,
                ProblemCode.PAYLOAD_TOO_LARGE);
        assertProblem(
                server.send(
                        "POST",
                        NAMESPACES,
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)),
                        "Content-Type",
                        "application/json"),
                413,
                ProblemCode.PAYLOAD_TOO_LARGE);
    }

    @Test
    void otherMediaTypes() {
        Answer answer = server.send("POST", NAMESPACES, BodyPublishers.ofString("a"), "Content-Type", "text/plain");
        assertProblem(answer, 415, ProblemCode.UNSUPPORTED_MEDIA_TYPE);
        assertProblem(server.get(NAMESPACES, "Accept", "text/html"), 406, ProblemCode.NOT_ACCEPTABLE);
    }

    @Test
    void otherMethods() {
        Answer answer = server.send("DELETE", NAMESPACES, BodyPublishers.noBody());
        assertProblem(answer, 405, ProblemCode.METHOD_NOT_ALLOWED);
        assertThat(answer.header("Allow")).contains("GET", "POST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nope", "/api", "/api/v1/nope", "/error", "/actuator/health", "/api/v1/namespaces/"})
    void unknownPathsWhateverIsAccepted(String path) {
        assertProblem(server.get(path, "Accept", "text/html"), 404, ProblemCode.NOT_FOUND);
    }

    @ParameterizedTest
    @CsvSource({
        "/failing/uuid/x,id,a UUID",
        "/failing/uuid/%00x,,",
        "/failing/query?number=x,number,a whole number",
        "/failing/query?number=99999999999,number,a whole number",
        "/failing/query?number=1&wait=30,wait,a duration with a unit",
        "/failing/query?number=1&wait=-3s,wait,a duration with a unit",
        "/failing/query?number=1&at=yesterday,at,an ISO-8601 instant",
        "/failing/query?number=1&code=NOPE,code,one of",
        "/failing/query,number,is required"
    })
    void parametersThatDoNotFit(String path, String parameter, String detail) {
        Answer answer = server.get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        if (parameter != null) {
            assertProblem(answer, 400, ProblemCode.VALIDATION_FAILED);
            assertThat(answer.text("/errors/0/pointer")).isEqualTo(parameter);
            assertThat(answer.text("/errors/0/detail")).contains(detail);
        }
    }

    @Test
    void takesDurationsWithUnitsAndAsIso() {
        assertThat(server.get("/failing/query?number=1&wait=30s").body()).isEqualTo("PT30S");
        assertThat(server.get("/failing/query?number=1&wait=PT1M").body()).isEqualTo("PT1M");
    }

    @Test
    void unexpectedFailuresSayNothingOfTheInside(CapturedOutput output) {
        Answer answer = server.get("/failing/bug");
        assertProblem(answer, 500, ProblemCode.INTERNAL_ERROR);
        assertThat(answer.body()).doesNotContain("secret").doesNotContain("Exception");
        assertThat(output)
                .contains("A request failed unexpectedly. method=GET path=/failing/bug")
                .contains("secret");
    }

    @Test
    void nothingFromARequestForgesALineOfTheLog(CapturedOutput output) {
        server.get("/failing/forge?text=a%0A2026-11-23%20ERROR%20forged%1B%5B31m%0Db");
        assertThat(output.getAll()).contains("\n  2026-11-23 ERROR forged?[31m?b");
        assertThat(output.getAll().lines()).noneMatch(line -> line.startsWith("2026-11-23 ERROR forged"));
        assertThat(output.getAll()).doesNotContain("\u001b[31m");
    }

    @Test
    void databaseThatCannotBeReached() {
        Answer answer = server.get("/failing/no-connection");
        assertProblem(answer, 503, ProblemCode.UNAVAILABLE);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertProblem(server.get("/failing/broken-connection"), 503, ProblemCode.UNAVAILABLE);
    }

    @Test
    void writesWhoseAnswerWasLost() {
        Answer answer = server.post("/failing/broken-connection", "{}");
        assertProblem(answer, 503, ProblemCode.OUTCOME_UNKNOWN);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void problemsOfFeaturesArePrintable() {
        Answer answer = server.get("/failing/problem");
        assertProblem(answer, 409, ProblemCode.ID_CONFLICT);
        assertThat(answer.text("/detail")).isEqualTo("a\\u0000b\\ud800c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET /a b c HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/v1/<>| HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /\u0000 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
                "GET /%2e%2e%2f%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /a%2Fb HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            })
    void requestsThatTomcatCannotRead(String request) throws IOException {
        for (int port : new int[] {server.port(), server.managementPort()}) {
            assertThat(server.raw(port, request))
                    .startsWith("HTTP/1.1 400")
                    .contains("Content-Type: application/problem+json")
                    .contains("\"code\":\"MALFORMED_REQUEST\"", "\"status\":400")
                    .doesNotContain("<html", "Tomcat");
        }
    }

    @Test
    void headersThatAreTooLarge() throws IOException {
        String request = "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(20_000) + "\r\n\r\n";
        assertThat(server.raw(server.port(), request))
                .containsPattern("^HTTP/1.1 4\\d\\d")
                .contains("application/problem+json", "MALFORMED_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "0.0.0.0"})
    void hostsThatAreNotThisMachine(String host) throws IOException {
        for (int port : new int[] {server.port(), server.managementPort()}) {
            String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            assertThat(server.raw(port, request)).startsWith("HTTP/1.1 403").contains("HOST_NOT_ALLOWED", host);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:7070", "127.0.0.1", "[::1]:80"})
    void hostsThatAre(String host) throws IOException {
        String request = "GET " + NAMESPACES + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
        assertThat(server.raw(server.port(), request)).startsWith("HTTP/1.1 200");
    }

    @Test
    void originsOtherThanThisMachine() {
        assertProblem(server.get(NAMESPACES, "Origin", "http://evil.example"), 403, ProblemCode.HOST_NOT_ALLOWED);
        assertProblem(server.get(NAMESPACES, "Origin", "null"), 403, ProblemCode.HOST_NOT_ALLOWED);
        assertThat(server.get(NAMESPACES, "Origin", "http://localhost:7070").status())
                .isEqualTo(200);
    }

    @TestConfiguration(proxyBeanMethods = false)
    @RestController
    @RequestMapping("/failing")
    static class Failing {

        @GetMapping("/uuid/{id}")
        String uuid(@PathVariable("id") UUID id) {
            return id.toString();
        }

        @GetMapping("/query")
        String query(
                @RequestParam("number") int number,
                @RequestParam(name = "wait", required = false) Duration wait,
                @RequestParam(name = "at", required = false) Instant at,
                @RequestParam(name = "code", required = false) ProblemCode code) {
            return String.valueOf(wait);
        }

        @GetMapping("/bug")
        String bug() {
            throw new IllegalStateException("secret");
        }

        @GetMapping("/forge")
        String forge(@RequestParam("text") String text) {
            throw new IllegalStateException(text);
        }

        @GetMapping("/no-connection")
        String noConnection() {
            throw new CannotGetJdbcConnectionException("none", new SQLException("refused"));
        }

        @RequestMapping("/broken-connection")
        String brokenConnection() {
            throw new DataAccessResourceFailureException("reset");
        }

        @GetMapping("/problem")
        String problem() {
            throw new ProblemException(ProblemCode.ID_CONFLICT, "a\u0000b\ud800c");
        }
    }
}
