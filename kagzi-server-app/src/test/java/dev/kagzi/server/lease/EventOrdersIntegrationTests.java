package dev.kagzi.server.lease;

import static dev.kagzi.server.lease.TestWorker.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.KagziServerApplication;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.TestClock;
import dev.kagzi.server.lease.TestWorker.Claim;
import dev.kagzi.server.maintenance.DueRunWaker;
import dev.kagzi.server.maintenance.ExpiredLeaseReaper;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An event reaches every run that waits for it, exactly once each and in the order of acceptance, whether it came before or after the
 * wait: two servers on one database, two emitters, two waiting runs, in many orders of what can happen to them.
 */
@Tag("slow")
class EventOrdersIntegrationTests {

    /** What can happen. The first run waits for a minute at most and is let go; the second waits for ever and is kept by its worker. */
    private enum Op {
        FIRST_EVENT,
        SECOND_EVENT,
        FIRST_WAIT,
        SECOND_WAIT,
        TIME_OUT,
        CRASH
    }

    /** How many of the 720 orders are tried. */
    private static final int ORDERS = Integer.getInteger("kagzi.orders", 120);

    private static Server one;
    private static Server other;
    private static Duration moved = Duration.ZERO;

    @BeforeAll
    static void start() {
        String url = TestDatabase.newUrl();
        one = new Server(url);
        other = new Server(url);
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
    }

    /** Every so manieth order, each time another place in its group, so that all beginnings and all ends are among them. */
    private static List<List<Op>> tried() {
        List<List<Op>> orders = orders(List.of(Op.values()));
        assertThat(orders).hasSize(720);
        int stride = Math.max(1, 720 / ORDERS);
        return IntStream.range(0, 720 / stride)
                .mapToObj(group -> orders.get(group * stride + group % stride))
                .toList();
    }

    @Test
    void inManyOrdersOfEventsWaitsTimeOutAndCrash() {
        for (List<Op> order : tried()) {
            Play play = new Play();
            order.forEach(play::happens);
            assertThat(play.outcomesOfFirst()).as("first run, %s", order).isEqualTo(play.expectedOfFirst);
            assertThat(play.outcomesOfSecond()).as("second run, %s", order).isEqualTo(play.expectedOfSecond);
        }
    }

    @Test
    void nothingIsMissedAndNothingIsReadTwiceWhileAllHappensAtOnce() throws Exception {
        int events = 60;
        String key = UUID.randomUUID().toString();
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            server(i).start("busy");
        }
        claims.addAll(one.worker.poll(2, "busy"));
        claims.addAll(other.worker.poll(2, "busy"));
        assertThat(claims).hasSize(4);

        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<CompletableFuture<List<String>>> readers = new ArrayList<>();
            List<CompletableFuture<Void>> emitters = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Server server = server(i < 2 ? 0 : 1);
                Claim claim = claims.get(i);
                readers.add(CompletableFuture.supplyAsync(() -> server.readAll(claim, key, 2 * events), threads));
            }
            for (int i = 0; i < 2; i++) {
                Server server = server(i);
                String prefix = i == 0 ? "a" : "b";
                emitters.add(CompletableFuture.runAsync(
                        () -> IntStream.range(0, events).forEach(n -> server.emit(key, "\"" + prefix + n + "\"")),
                        threads));
            }
            for (CompletableFuture<Void> emitter : emitters) {
                emitter.get();
            }
            List<String> accepted = one.accepted(key);
            assertThat(accepted).hasSize(2 * events);
            assertThat(accepted.stream().filter(data -> data.startsWith("\"a")).toList())
                    .isEqualTo(IntStream.range(0, events)
                            .mapToObj(n -> "\"a" + n + "\"")
                            .toList());
            for (CompletableFuture<List<String>> reader : readers) {
                assertThat(reader.get()).isEqualTo(accepted);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Server server(int number) {
        return number % 2 == 0 ? one : other;
    }

    private static List<List<Op>> orders(List<Op> ops) {
        if (ops.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Op>> orders = new ArrayList<>();
        for (Op first : ops) {
            List<Op> rest = new ArrayList<>(ops);
            rest.remove(first);
            for (List<Op> order : orders(rest)) {
                List<Op> whole = new ArrayList<>(List.of(first));
                whole.addAll(order);
                orders.add(whole);
            }
        }
        return orders;
    }

    /** One order, with what a reader of the guarantees expects of it. */
    private static final class Play {

        private final String key = UUID.randomUUID().toString();
        private final List<String> events = new ArrayList<>();
        private final List<String> expectedOfFirst = new ArrayList<>();
        private final List<String> expectedOfSecond = new ArrayList<>();
        private boolean firstWaits;
        private boolean secondWaits;
        private boolean firstHasOpened;
        private boolean secondHasOpened;
        private Claim first;
        private Claim second;

        Play() {
            one.start("first");
            other.start("second");
            first = one.claim("first");
            second = other.claim("second");
        }

        void happens(Op op) {
            switch (op) {
                case FIRST_EVENT -> emit(one, "1");
                case SECOND_EVENT -> emit(other, "2");
                case FIRST_WAIT -> {
                    one.worker.reportOk(first.waitStarted("go", 1, 1, key, "60s"), first.waiting());
                    firstHasOpened = true;
                    firstWaits = !read(expectedOfFirst);
                }
                case SECOND_WAIT -> {
                    other.worker.reportOk(second.waitStarted("go", 1, 1, key, null));
                    secondHasOpened = true;
                    secondWaits = !read(expectedOfSecond);
                }
                case TIME_OUT -> {
                    pass(Duration.ofSeconds(61));
                    if (firstWaits) {
                        firstWaits = false;
                        expectedOfFirst.add("");
                    }
                }
                default -> pass(Duration.ofSeconds(31));
            }
        }

        private void emit(Server server, String data) {
            server.emit(key, data);
            events.add(data);
            firstWaits = firstWaits && !read(expectedOfFirst);
            secondWaits = secondWaits && !read(expectedOfSecond);
        }

        /** Whether there is an event for the next wait. */
        private boolean read(List<String> outcomes) {
            long read = outcomes.stream().filter(outcome -> !outcome.isEmpty()).count();
            return read < events.size() && outcomes.add(events.get((int) read));
        }

        /** Leases expire, and what is held is claimed anew. */
        private void pass(Duration time) {
            advance(time);
            List.of(other, one).forEach(server -> server.reaper.runOnce());
            one.awaitNone("lease_token IS NOT NULL");
            // A run that has lost its worker twice stands aside for a moment.
            advance(Duration.ofSeconds(2));
            if (!firstHasOpened) {
                first = one.claim("first");
            }
            if (!secondHasOpened) {
                second = other.claim("second");
            }
        }

        private static void advance(Duration time) {
            moved = moved.plus(time);
            List.of(one, other).forEach(server -> server.clock.advance(time));
            List.of(other, one).forEach(server -> server.waker.runOnce());
            one.awaitNone("due_at <= clock_timestamp() + interval '%d ms'".formatted(moved.toMillis()));
        }

        List<String> outcomesOfFirst() {
            while (read(expectedOfFirst)) {
                // What is left is for its next waits.
            }
            return other.readOn("first", key);
        }

        List<String> outcomesOfSecond() {
            while (read(expectedOfSecond)) {
                // What is left is for its next waits.
            }
            other.worker.report(second.waiting());
            return one.readOn("second", key);
        }
    }

    /** A server, and a worker that talks to it. */
    private static final class Server {

        private final ConfigurableApplicationContext context;
        private final ServerClient client;
        private final TestWorker worker;
        private final TestClock clock;
        private final DueRunWaker waker;
        private final ExpiredLeaseReaper reaper;

        Server(String url) {
            context = new SpringApplicationBuilder(KagziServerApplication.class, ServerClient.class)
                    .run(
                            "--server.port=0",
                            "--management.server.port=0",
                            "--spring.datasource.url=" + url,
                            "--spring.datasource.username=postgres");
            client = context.getBean(ServerClient.class);
            clock = new TestClock(context.getBean(DatabaseClock.class));
            waker = context.getBean(DueRunWaker.class);
            reaper = context.getBean(ExpiredLeaseReaper.class);
            worker = new TestWorker(
                    client, "default", UUID.randomUUID(), workflow("first"), workflow("second"), workflow("busy"));
        }

        Claim claim(String workflow) {
            return impatiently()
                    .until(() -> worker.poll(1, workflow), claims -> claims.size() == 1)
                    .get(0);
        }

        /** The servers do by themselves what the test asks them to do, too, and may be in the middle of it. */
        void awaitNone(String runs) {
            JdbcClient jdbc = context.getBean(JdbcClient.class);
            impatiently()
                    .until(() -> jdbc.sql("SELECT count(*) FROM kagzi.run WHERE " + runs)
                                    .query(Integer.class)
                                    .single()
                            == 0);
        }

        private static ConditionFactory impatiently() {
            return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
        }

        void start(String workflow) {
            assertThat(client.post("/api/v1/runs", "{\"workflow\":\"" + workflow + "\"}")
                            .status())
                    .isEqualTo(201);
        }

        void emit(String key, String data) {
            Answer answer =
                    client.post("/api/v1/events", "{\"name\":\"go\",\"key\":\"%s\",\"data\":%s}".formatted(key, data));
            assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        }

        /** The data of all events of the key, oldest first. */
        List<String> accepted(String key) {
            List<String> accepted = new ArrayList<>();
            client.get("/api/v1/events?limit=200&name=go&key=" + key)
                    .json()
                    .path("items")
                    .forEach(item -> accepted.add(
                            client.get("/api/v1/events/" + item.path("eventId").asString())
                                    .json()
                                    .path("data")
                                    .toString()));
            Collections.reverse(accepted);
            return accepted;
        }

        /** Executes the run on until it waits for an event that has not come, and gives the outcomes of its waits. */
        List<String> readOn(String workflow, String key) {
            List<String> outcomes = new ArrayList<>();
            for (List<Claim> claims = worker.poll(1, workflow); !claims.isEmpty(); claims = worker.poll(1, workflow)) {
                Claim claim = claims.get(0);
                outcomes = outcomes(claim);
                int next = claim.json().path("steps").size() + 1;
                boolean waitsAlready =
                        outcomes.size() < claim.json().path("steps").size();
                if (waitsAlready) {
                    worker.reportOk(claim.waiting());
                } else {
                    worker.reportOk(claim.waitStarted("go", next, next, key, null), claim.waiting());
                }
            }
            return outcomes;
        }

        /** Keeps the run and opens one wait after the other, until it has read so many events. */
        List<String> readAll(Claim claim, String key, int count) {
            List<String> outcomes = new ArrayList<>();
            Set<Integer> seen = new TreeSet<>();
            while (outcomes.size() < count) {
                int next = outcomes.size() + 1;
                worker.reportOk(claim.waitStarted("go", next, next, key, null));
                while (!seen.contains(next)) {
                    renewed(claim, next, seen, outcomes);
                }
            }
            return outcomes;
        }

        private void renewed(Claim claim, int position, Set<Integer> seen, List<String> outcomes) {
            worker.renew(0, claim.runId()).json().path("resolved").forEach(resolved -> {
                if (resolved.at("/outcome/position").asInt() == position && seen.add(position)) {
                    outcomes.add(resolved.at("/outcome/output").toString());
                }
            });
        }

        private static List<String> outcomes(Claim claim) {
            List<String> outcomes = new ArrayList<>();
            claim.json().path("steps").forEach(step -> {
                if (step.path("status").asString().equals("COMPLETED")) {
                    outcomes.add(step.has("output") ? step.path("output").toString() : "");
                }
            });
            return outcomes;
        }

        void close() {
            context.close();
        }
    }
}
