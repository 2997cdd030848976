package dev.kagzi.server.interleaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.limit.FreePlaces;
import dev.kagzi.server.limit.LimitSettling;
import dev.kagzi.server.test.Caller;
import dev.kagzi.server.test.EndState;
import dev.kagzi.server.test.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Two servers change one run at once. In whatever order their statements come, nobody gets an error, and what the database holds and the
 * callers are told is as if one had come after the other.
 */
@Tag("slow")
class InterleavingIntegrationTests {

    /** Orders for each two changes, beside the two in which one comes after the other; where there are fewer, all of them. */
    private static final int MOST = Integer.getInteger("kagzi.interleavings", 1);

    private static final String FIRST_AFTER_SECOND = "B".repeat(100) + "A".repeat(100);
    private static final String SECOND_AFTER_FIRST = "A".repeat(100) + "B".repeat(100);

    private static SteppedServer left;
    private static SteppedServer right;
    private static SingleConnectionDataSource observer;
    private static JdbcClient jdbc;
    private static EndState endState;
    private static ExecutorService threads;

    @BeforeAll
    static void start() {
        String url = TestDatabase.newUrl();
        left = new SteppedServer(url);
        right = new SteppedServer(url);
        observer = new SingleConnectionDataSource(url, "postgres", "", true);
        jdbc = JdbcClient.create(observer);
        endState = new EndState(jdbc);
        threads = Executors.newFixedThreadPool(2, new CustomizableThreadFactory(SteppedConnections.CHANGER));
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
        left.close();
        right.close();
        observer.destroy();
    }

    static Stream<Meeting> meetings() {
        return Meeting.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("meetings")
    void isAsIfOneCameAfterTheOther(Meeting meeting) throws Exception {
        List<String> firstFirst = outcome(meeting, SECOND_AFTER_FIRST);
        int first = left.turnstile().passed();
        int second = right.turnstile().passed();
        List<String> secondFirst = outcome(meeting, FIRST_AFTER_SECOND);
        assertThat(first).as("statements of the first").isPositive();
        assertThat(second).as("statements of the second").isPositive();

        for (String order : Orders.of(first, second, MOST, meeting.toString().hashCode())) {
            assertThat(outcome(meeting, order))
                    .as("%s, in the order %s", meeting, order)
                    .isIn(firstFirst, secondFirst);
        }
    }

    /** What both were answered, and what there is afterwards. */
    private static List<String> outcome(Meeting meeting, String order) throws Exception {
        Scene scene = meeting.scene().apply(new Caller(left.client()), jdbc);
        meeting.first().before().accept(scene);
        meeting.second().before().accept(scene);
        List<String> outcome = new ArrayList<>(meet(meeting, scene, order));
        for (Change change : List.of(meeting.first(), meeting.second())) {
            if (change.isRepeated()) {
                assertThat(change.request().apply(scene).apply(left)).isNotNull();
            }
        }
        for (SteppedServer server : List.of(left, right)) {
            server.bean(LimitSettling.class).settle();
            server.bean(FreePlaces.class).give();
        }
        endState.of(scene.caller().namespace()).stream()
                .map(row -> row.replaceAll(", request_id=\\d+", ""))
                .forEach(outcome::add);
        scene.clear();
        return outcome;
    }

    private static List<String> meet(Meeting meeting, Scene scene, String order) throws Exception {
        Map<Character, SteppedServer> servers = Map.of('A', left, 'B', right);
        Function<SteppedServer, String> ofFirst = meeting.first().request().apply(scene);
        Function<SteppedServer, String> ofSecond = meeting.second().request().apply(scene);
        servers.values().forEach(server -> server.turnstile().close());
        Future<String> first = begin(ofFirst, left);
        Future<String> second = begin(ofSecond, right);
        try {
            comeToRest();
            for (char side : order.toCharArray()) {
                servers.get(side).turnstile().letOne();
                comeToRest();
            }
        } finally {
            servers.values().forEach(server -> server.turnstile().open());
        }
        return List.of(
                answer(meeting.first(), first.get(30, TimeUnit.SECONDS)),
                answer(meeting.second(), second.get(30, TimeUnit.SECONDS)));
    }

    private static Future<String> begin(Function<SteppedServer, String> change, SteppedServer server) {
        return threads.submit(() -> {
            try {
                return change.apply(server);
            } finally {
                server.turnstile().done();
            }
        });
    }

    /** What goes on by itself tells nobody; another poll gets what this one did not. */
    private static String answer(Change change, String answer) {
        return change + ": " + (change.isRepeated() ? "" : answer);
    }

    /** What the one has just done may have let the other go on. */
    private static void comeToRest() throws InterruptedException {
        awaitRest();
        while (awaitRest()) {
            // Until neither has moved.
        }
    }

    private static boolean awaitRest() throws InterruptedException {
        boolean moved = left.turnstile().awaitRest(InterleavingIntegrationTests::waitsForLock);
        return right.turnstile().awaitRest(InterleavingIntegrationTests::waitsForLock) || moved;
    }

    private static boolean waitsForLock(int backend) {
        return jdbc.sql("SELECT cardinality(pg_blocking_pids(?)) > 0")
                .param(backend)
                .query(Boolean.class)
                .single();
    }
}
