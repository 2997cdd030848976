package dev.kagzi.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ApiOperation;
import dev.kagzi.server.test.EndState;
import dev.kagzi.server.test.OwnNamespace;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests made from the API's document, most of them wrong in some way. By default a few of each operation; with {@code -Dkagzi.fuzz=2000}
 * so many that reach its method.
 */
@Tag("slow")
@ServerTest
@Import(FuzzIntegrationTests.Counting.class)
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(
        properties = {
            "kagzi.security.enabled=true",
            "kagzi.security.requests-per-second=1000000",
            "kagzi.bootstrap.admin-key=" + FuzzIntegrationTests.ADMIN
        })
class FuzzIntegrationTests {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static final String ADMIN = "kgz_FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF";

    private static final int REACHING = Integer.getInteger("kagzi.fuzz", 30);
    private static final long SEED = Long.getLong("kagzi.fuzz.seed", 42);
    private static final int CHARACTERS_AT_ONCE = 100;
    private static final int THREADS = 4;
    private static final int REQUESTS_OF_A_TENANT = 200;
    private static final long LONGEST_MILLIS = 2_000;
    private static final long MOST_GROWTH = 64L << 20;

    @Autowired
    private ServerClient server;

    @Autowired
    private Reached reached;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Map<String, SmartLifecycle> services;

    private final Map<String, Map<Integer, AtomicInteger>> statuses = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

    @TestConfiguration(proxyBeanMethods = false)
    static class Counting {

        @Bean
        static Reached reached() {
            return new Reached();
        }
    }

    /** A request, and who sends it. */
    private record Case(ApiOperation operation, String path, String body, String[] headers) {}

    @Test
    void everyRequestIsAnsweredInTimeAndNoneStopsTheServer(CapturedOutput output) throws Exception {
        reached.clear();
        List<ApiOperation> operations = ApiOperation.all();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        long before = 0;
        try {
            for (int round = 0; round < 2; round++) {
                int target = round == 0 ? REACHING / 4 : REACHING;
                List<Callable<Void>> work = new ArrayList<>();
                for (int i = 0; i < operations.size(); i++) {
                    ApiOperation operation = operations.get(i);
                    Random random = new Random(SEED + 1_000L * round + i);
                    work.add(() -> {
                        send(operation, target, random);
                        return null;
                    });
                }
                for (Future<Void> done : threads.invokeAll(work)) {
                    done.get();
                }
                if (round == 0) {
                    before = usedMemory();
                }
            }
        } finally {
            threads.shutdownNow();
        }
        long growth = usedMemory() - before;
        System.out.print(table(operations, growth));

        assertThat(wrong).as("seed " + SEED).isEmpty();
        assertThat(operations)
                .allSatisfy(operation -> assertThat(reached.count(operation.id()))
                        .as(operation.id())
                        .isGreaterThanOrEqualTo(REACHING));
        assertThat(growth).as("growth of memory").isLessThan(MOST_GROWTH);
        assertThat(output.getAll()
                        .chars()
                        .filter(character -> isControl(character))
                        .count())
                .as("control characters in the log")
                .isZero();
    }

    /** All 65,536, lone surrogates included, a hundred at a time; by default some of them in each text. */
    @Test
    void everyCharacterInEveryText() {
        int step = REACHING >= 2_000 ? CHARACTERS_AT_ONCE : 8_000 + CHARACTERS_AT_ONCE;
        int shift = 0;
        for (ApiOperation operation : withBody()) {
            OwnNamespace own = new OwnNamespace(server, ADMIN);
            Random random = new Random(SEED);
            for (int first = shift; first <= Character.MAX_VALUE; first += step) {
                String text = Texts.quoted(Texts.range(first, CHARACTERS_AT_ONCE));
                sendEachPart(own, operation, text, random);
            }
            shift = (shift + CHARACTERS_AT_ONCE) % step;
        }
        assertThat(wrong).as("seed " + SEED).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("immense")
    void whatIsImmenseInEveryPlace(String name, String json) {
        for (ApiOperation operation : withBody()) {
            sendEachPart(new OwnNamespace(server, ADMIN), operation, json, new Random(SEED));
        }
        assertThat(wrong).as("seed " + SEED).isEmpty();
    }

    static Stream<Arguments> immense() {
        return Stream.of(
                Arguments.of("a number of a million digits", "7".repeat(1_000_000)),
                Arguments.of("a fraction of a million digits", "0." + "7".repeat(1_000_000)),
                Arguments.of("an exponent of a million digits", "1e" + "7".repeat(1_000_000)),
                Arguments.of("arrays in arrays", "[".repeat(100_000) + "]".repeat(100_000)),
                Arguments.of("objects in objects that do not end", "{\"a\":".repeat(100_000)),
                Arguments.of("a text of a million characters", "\"" + "\u20ac".repeat(1_000_000) + "\""));
    }

    private static List<ApiOperation> withBody() {
        return ApiOperation.all().stream()
                .filter(operation -> !operation.exampleBody().isMissingNode())
                .toList();
    }

    private void sendEachPart(OwnNamespace own, ApiOperation operation, String json, Random random) {
        String path = own.path(operation, (variable, id) -> id);
        String[] headers = headers(own, operation);
        // The document's example has more in it than what these two can be asked for.
        boolean isExample = List.of("restartRun", "poll").contains(operation.id());
        JsonNode whole = JSON.readTree(
                isExample
                        ? operation.exampleBody().toString().replace("\"wait\":\"30s\"", "\"wait\":\"0s\"")
                        : own.body(operation));
        for (String body : Mutation.eachPart(whole, json)) {
            if (operation.id().equals("poll") && !body.contains("\"wait\":\"0s\"")) {
                continue;
            }
            send(new Case(operation, path, body, headers), random);
        }
    }

    private static boolean isControl(int character) {
        return Character.isISOControl(character) && character != '\n' && character != '\t' && character != '\r';
    }

    private void send(ApiOperation operation, int target, Random random) {
        OwnNamespace own = new OwnNamespace(server, ADMIN);
        for (int sent = 1; reached.count(operation.id()) < target && sent < 10 * target; sent++) {
            if (sent % REQUESTS_OF_A_TENANT == 0) {
                own = new OwnNamespace(server, ADMIN);
            }
            send(next(own, operation, random), random);
        }
    }

    private Case next(OwnNamespace own, ApiOperation operation, Random random) {
        String body = own.body(operation);
        String sent = body.isEmpty() ? "" : Mutation.of(JSON.readTree(body), random);
        if (operation.id().equals("poll") && !sent.contains("\"wait\":\"0s\"")) {
            sent = body;
        }
        return new Case(operation, path(own, operation, random), sent, headers(own, operation, random));
    }

    private static String path(OwnNamespace own, ApiOperation operation, Random random) {
        String path = own.path(operation, (variable, id) -> switch (random.nextInt(8)) {
            case 0 -> encoded(Texts.any(random));
            case 1 -> UUID.randomUUID().toString();
            case 2 ->
                List.of("%2e%2e", "..%2f..", "a%00b", "%c0%ae", "x;y=z", "%5c", "a".repeat(3_000))
                        .get(random.nextInt(7));
            default -> id;
        });
        StringBuilder query =
                new StringBuilder(operation.id().equals("previewSchedule") ? "?cron=0%203%20*%20*%20*" : "");
        operation.described().path("parameters").forEach(parameter -> {
            if (parameter.path("in").asString().equals("query") && random.nextInt(6) == 0) {
                query.append(query.isEmpty() ? "?" : "&")
                        .append(parameter.path("name").asString())
                        .append('=')
                        .append(encoded(random.nextBoolean() ? Texts.any(random) : plain(Texts.value(random))));
            }
        });
        return path + query;
    }

    private static String plain(String json) {
        return json.length() > 200 ? json.substring(0, 200) : json.replace("\"", "");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String[] headers(OwnNamespace own, ApiOperation operation) {
        // Namespaces are made with a key for all of them.
        String key = operation.id().equals("createNamespace") ? ADMIN : own.key("admin");
        return new String[] {
            "Authorization", "Bearer " + key, "If-Match", "*", "Content-Type", "application/json", Reached.HEADER, "1"
        };
    }

    private static String[] headers(OwnNamespace own, ApiOperation operation, Random random) {
        List<String> headers = new ArrayList<>(List.of(headers(own, operation)));
        if (random.nextInt(40) == 0) {
            headers.set(headers.indexOf("application/json"), "text/plain");
        }
        switch (random.nextInt(40)) {
            case 0 -> headers.addAll(List.of("Idempotency-Key", ascii(random)));
            case 1 -> headers.addAll(List.of("Kagzi-Namespace", ascii(random)));
            case 2 -> headers.addAll(List.of("Accept", "text/html;q=0.1, */*;q=0"));
            case 3 -> headers.addAll(List.of("Last-Event-ID", ascii(random)));
            case 4 -> headers.addAll(List.of("Origin", "null"));
            case 5 ->
                headers.addAll(List.of("Idempotency-Key", UUID.randomUUID().toString()));
            default -> headers.addAll(List.of("Accept", "*/*"));
        }
        return headers.toArray(String[]::new);
    }

    private static String ascii(Random random) {
        return random.ints(1 + random.nextInt(300), ' ', 127)
                        .collect(
                                StringBuilder::new,
                                (text, character) -> text.append((char) character),
                                StringBuilder::append)
                        .toString()
                        .strip()
                + "x";
    }

    /** Empty when it was not answered as it should be. */
    private Optional<Answer> send(Case request, Random random) {
        byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
        if (body.length > 0 && random.nextInt(20) == 0) {
            body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
        }
        long began = System.nanoTime();
        String what = "%s %s %s".formatted(request.operation().method(), request.path(), excerpt(request.body()));
        try {
            Answer answer = server.send(
                    request.operation().method(),
                    request.path(),
                    body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body),
                    request.headers());
            long millis = (System.nanoTime() - began) / 1_000_000;
            if (millis > LONGEST_MILLIS && !mayWait(request)) {
                wrong.add("%s took %d ms".formatted(what, millis));
            }
            if (answer.status() >= 500
                    && (answer.status() != 503 || answer.header("Retry-After").isEmpty())) {
                wrong.add("%s was answered with %d".formatted(what, answer.status()));
            }
            count(request.operation(), answer.status());
            return Optional.of(answer);
        } catch (IllegalStateException | AssertionError e) {
            wrong.add("%s: %s".formatted(what, e));
            return Optional.empty();
        }
    }

    /** A poll that does not say how long waits for half a minute. */
    private static boolean mayWait(Case request) {
        return request.operation().id().equals("poll");
    }

    private static String excerpt(String body) {
        return body.length() > 500 ? body.substring(0, 500) + "…" : body;
    }

    private void count(ApiOperation operation, int status) {
        statuses.computeIfAbsent(operation.id(), any -> new ConcurrentHashMap<>())
                .computeIfAbsent(status, any -> new AtomicInteger())
                .incrementAndGet();
    }

    private String table(List<ApiOperation> operations, long growth) {
        StringBuilder table = new StringBuilder("%n%-20s %9s  answers%n".formatted("operation", "reached"));
        for (ApiOperation operation : operations) {
            table.append("%-20s %9d  %s%n"
                    .formatted(
                            operation.id(),
                            reached.count(operation.id()),
                            new TreeMap<>(statuses.getOrDefault(operation.id(), Map.of()))));
        }
        return table.append("memory grew by %d KiB%n".formatted(growth >> 10)).toString();
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** What people tried to do is written down elsewhere; of the thing itself nothing is changed. */
    @Test
    void whatIsRefusedLeavesNoTrace() {
        List<SmartLifecycle> onTheirOwn = services.values().stream()
                .filter(service -> service.getClass().getPackageName().endsWith(".maintenance"))
                .toList();
        onTheirOwn.forEach(SmartLifecycle::stop);
        try {
            ApiOperation.all().forEach(this::refuse);
        } finally {
            onTheirOwn.forEach(SmartLifecycle::start);
        }
        assertThat(wrong).as("seed " + SEED).isEmpty();
    }

    /** But for the channels of events: one that was locked to look for an event is there afterwards. */
    private static List<String> of(EndState state, OwnNamespace own) {
        return state.of(own.namespace()).stream()
                .filter(row -> !row.startsWith("event_channel: "))
                .toList();
    }

    private void refuse(ApiOperation operation) {
        Random random = new Random(SEED);
        EndState state = new EndState(jdbc);
        OwnNamespace own = new OwnNamespace(server, ADMIN);
        List<String> before = of(state, own);
        for (int i = 0; i < Math.max(5, REACHING / 10); i++) {
            Case request = next(own, operation, random);
            Optional<Answer> answer = send(request, random);
            List<String> after = of(state, own);
            if (answer.isPresent() && answer.get().status() >= 400) {
                assertThat(after)
                        .as(
                                "%s %s: %s",
                                operation.method(), request.path(), answer.get().body())
                        .isEqualTo(before);
            }
            before = after;
        }
    }
}
