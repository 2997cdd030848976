package dev.kagzi.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.kagzi.cron.MinuteScan;
import dev.kagzi.server.KagziServerApplication;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.TestClock;
import dev.kagzi.server.maintenance.ScheduleFirer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Two servers that look at the same schedules at the same time, and one that takes over from another. */
@ServerTest
class ScheduleFailoverIntegrationTests {

    private static final long SEED = new Random().nextLong();

    @Autowired
    ServerClient client;

    @Autowired
    DataSource dataSource;

    @Autowired
    DatabaseClock clock;

    @Autowired
    ScheduleFirer firer;

    /** A server whose clock and whose firing are in the hand of the test. */
    private record Server(ScheduleFirer firer, TestClock clock) {

        static Server of(ConfigurableApplicationContext context) {
            return of(context.getBean(ScheduleFirer.class), context.getBean(DatabaseClock.class));
        }

        static Server of(ScheduleFirer firer, DatabaseClock clock) {
            firer.stop();
            return new Server(firer, new TestClock(clock));
        }
    }

    private ConfigurableApplicationContext start() throws SQLException {
        HikariDataSource hikari = dataSource.unwrap(HikariDataSource.class);
        return new SpringApplicationBuilder(KagziServerApplication.class)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.datasource.url=" + hikari.getJdbcUrl(),
                        "--spring.datasource.username=" + hikari.getUsername(),
                        "--spring.datasource.password=" + hikari.getPassword());
    }

    private final Random random = new Random(SEED);
    private Duration passed = Duration.ZERO;

    /** Another server comes, both work, and it is stopped in the middle of its work. Returns how far the clocks were moved. */
    private Duration term(Server first, ExecutorService threads) throws Exception {
        ConfigurableApplicationContext context = start();
        Duration moved = Duration.ZERO;
        try {
            Server second = Server.of(context);
            second.clock().advance(passed);
            for (int round = 0; round < 25; round++) {
                moved = moved.plus(advance(
                        Duration.ofSeconds(random.nextInt(10) == 0 ? 400 : random.nextInt(100)), first, second));
                // Now both, now one, now nobody.
                int who = random.nextInt(8);
                look(threads, who == 0 ? List.of(second) : who == 1 ? List.of() : List.of(first, second));
            }
            moved = moved.plus(advance(Duration.ofHours(1), first, second));
            Future<?> last = threads.submit(second.firer()::runOnce);
            context.close();
            awaitWhateverCameOfIt(last);
        } finally {
            context.close();
        }
        return moved;
    }

    private static Duration advance(Duration step, Server... servers) {
        for (Server server : servers) {
            server.clock().advance(step);
        }
        return step;
    }

    @Test
    void everyFiringStartsOneRunWhoeverLooks() throws Exception {
        SchedulesOverHttp schedules = new SchedulesOverHttp(client).withReport();
        Map<String, String> crons = new TreeMap<>(Map.of(
                "every", "* * * * *",
                "second", "*/2 * * * *",
                "third", "1/3 * * * *",
                "some", "1,2,3,20-40 * * * *",
                "quarter", "*/15 * * * *"));
        crons.forEach((id, cron) -> schedules.created(
                id, "'cron':'%s','zone':'Europe/Berlin','overlap':'ALLOW','catchUp':10000".formatted(cron)));
        Map<String, Instant> begins = new TreeMap<>();
        crons.keySet().forEach(id -> begins.put(id, next(schedules, id)));

        Server first = Server.of(firer, clock);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int term = 0; term < 2; term++) {
                passed = passed.plus(term(first, threads));
            }
            while (crons.keySet().stream().anyMatch(id -> schedules.outcomes(id).contains("waiting"))) {
                for (int i = 0; i < 50; i++) {
                    first.clock().advance(Duration.ofMillis(100));
                    first.firer().runOnce();
                }
            }
        } finally {
            threads.shutdownNow();
            first.clock().close();
            firer.start();
        }

        crons.forEach((id, cron) -> {
            List<Instant> ideal =
                    MinuteScan.firings(cron, ZoneId.of("Europe/Berlin"), begins.get(id), next(schedules, id));
            assertThat(schedules.outcomes(id)).as(id + " seed " + SEED).containsOnly("started");
            assertThat(schedules.firings(id).stream()
                            .map(firing -> Instant.parse(firing.path("fireAt").asString())))
                    .as(id + " seed " + SEED)
                    .isEqualTo(ideal);
            assertThat(runIds(schedules.firings(id))).isEqualTo(runIds(schedules.runs(id)));
            schedules.delete(id);
        });
    }

    private static Instant next(SchedulesOverHttp schedules, String id) {
        return Instant.parse(schedules.show(id).text("/nextFireAt"));
    }

    private static List<String> runIds(List<JsonNode> nodes) {
        return nodes.stream()
                .map(node -> node.path("runId").asString())
                .sorted()
                .toList();
    }

    private static void look(ExecutorService threads, List<Server> servers) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<Future<?>> looks = new ArrayList<>();
        for (Server server : servers) {
            looks.add(threads.submit(() -> {
                go.await();
                return server.firer().runOnce();
            }));
        }
        go.countDown();
        for (Future<?> look : looks) {
            look.get();
        }
    }

    private static void awaitWhateverCameOfIt(Future<?> look) throws InterruptedException {
        try {
            look.get();
        } catch (ExecutionException e) {
            assertThat(e).hasRootCauseInstanceOf(Exception.class);
        }
    }
}
