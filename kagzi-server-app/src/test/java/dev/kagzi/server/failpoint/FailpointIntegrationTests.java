package dev.kagzi.server.failpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.Caller;
import dev.kagzi.server.test.Caller.Request;
import dev.kagzi.server.test.EndState;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A request whose answer does not arrive is repeated, and what the database holds then is what it holds after one that is answered. */
@Tag("slow")
@ServerTest
@Import(FailpointConfiguration.class)
class FailpointIntegrationTests {

    /** By the operation's name. */
    private static final Map<String, List<String>> WITHOUT_FAULT = new HashMap<>();

    @Autowired
    private ServerClient server;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Faults faults;

    /** What goes on by itself would be seen at one time and not at another. */
    @BeforeAll
    static void nothingGoesOnByItself(@Autowired Map<String, SmartLifecycle> services) {
        services.values().stream()
                .filter(service -> service.getClass().getPackageName().endsWith(".maintenance"))
                .forEach(SmartLifecycle::stop);
    }

    static Stream<Arguments> cases() {
        return Operations.all()
                .flatMap(operation -> Failpoint.of(operation.commits()).stream()
                        .map(failpoint -> Arguments.of(operation, failpoint)));
    }

    @ParameterizedTest(name = "{0}, and {1}")
    @MethodSource("cases")
    void takesEffectOnce(Operation operation, Failpoint failpoint) {
        List<String> expected = WITHOUT_FAULT.computeIfAbsent(operation.name(), name -> withoutFault(operation));
        Caller caller = new Caller(server);
        Request request = operation.request().apply(caller);

        faults.arm(failpoint);
        Answer answer = caller.insist(request);

        assertThat(faults.isArmed()).as("the fault is still to be made").isFalse();
        requireSuccess(operation, answer);
        assertThat(new EndState(jdbc).of(caller.namespace())).isEqualTo(expected);
    }

    static Stream<Arguments> crowds() {
        return Operations.all()
                .flatMap(operation -> IntStream.rangeClosed(2, 5).mapToObj(copies -> Arguments.of(operation, copies)));
    }

    @ParameterizedTest(name = "{0}, {1} times at once, of which one loses its reply")
    @MethodSource("crowds")
    void takesEffectOnceHoweverManyAskForIt(Operation operation, int copies) throws Exception {
        List<String> expected = WITHOUT_FAULT.computeIfAbsent(operation.name(), name -> withoutFault(operation));
        Caller caller = new Caller(server);
        Request request = operation.request().apply(caller);
        ExecutorService crowd = Executors.newFixedThreadPool(copies);
        try {
            faults.arm(new Failpoint(Failpoint.Place.BEFORE_REPLY, 0));
            List<Future<Answer>> answers = crowd.invokeAll(Collections.nCopies(copies, () -> outcome(caller, request)));
            for (Future<Answer> answer : answers) {
                requireSuccess(operation, answer.get());
            }
        } finally {
            crowd.shutdownNow();
        }
        assertThat(new EndState(jdbc).of(caller.namespace())).isEqualTo(expected);
    }

    /** Asks again while somebody else's request with the same key is worked on. */
    private static Answer outcome(Caller caller, Request request) {
        Answer answer = caller.insist(request);
        for (int i = 0; i < 1_000 && answer.body().contains("\"retryable\":true"); i++) {
            answer = caller.insist(request);
        }
        return answer;
    }

    @Test
    void everyRequestThatChangesSomethingIsAmongThem() {
        List<Request> requests = Operations.all()
                .map(operation -> operation.request().apply(new Caller(server)))
                .toList();

        assertThat(changesOfTheApi())
                .hasSizeGreaterThan(15)
                .allSatisfy(change -> assertThat(requests)
                        .anyMatch(request -> (request.method() + " " + request.path()).matches(change)));
    }

    /** Method and path of each, as a pattern. */
    private static List<String> changesOfTheApi() {
        JsonNode paths = new JsonMapper()
                .readTree(FailpointIntegrationTests.class.getResourceAsStream("/openapi.json"))
                .path("paths");
        return paths.propertyNames().stream()
                .flatMap(path -> paths.path(path).propertyNames().stream()
                        .map(method -> method.toUpperCase(Locale.ROOT) + " " + path.replaceAll("\\{\\w+}", "[^/]+")))
                .filter(change -> !change.startsWith("GET "))
                .toList();
    }

    private List<String> withoutFault(Operation operation) {
        Caller caller = new Caller(server);
        Request request = operation.request().apply(caller);
        faults.count();
        Answer answer = caller.insist(request);
        requireSuccess(operation, answer);
        int commits = faults.commits();
        assertThat(request.path().endsWith("/batch") ? Math.min(commits, 1) : commits)
                .as("commits of " + operation)
                .isEqualTo(operation.commits());
        return new EndState(jdbc).of(caller.namespace());
    }

    private static void requireSuccess(Operation operation, Answer answer) {
        if (!operation.whenDone().contains(answer.text("/code"))) {
            assertThat(answer.status()).as(answer.body()).isLessThan(300);
            assertThat(answer.body()).doesNotContain("\"code\"");
        }
    }
}
