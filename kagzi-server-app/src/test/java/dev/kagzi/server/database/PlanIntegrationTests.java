package dev.kagzi.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.kagzi.server.maintenance.LimitSettler;
import dev.kagzi.server.maintenance.LoadObserver;
import dev.kagzi.server.maintenance.PlaceKeeper;
import dev.kagzi.server.maintenance.StatisticsKeeper;
import dev.kagzi.server.test.Caller;
import dev.kagzi.server.test.Caller.Claim;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/**
 * Statements look up the rows they need, however many others there are, and whatever was known when they were planned. In a database of
 * their own: what other tests have read would be counted when PostgreSQL is told of it.
 */
@ServerTest
@TestPropertySource(properties = "spring.datasource.hikari.maximum-pool-size=5")
@DirtiesContext
class PlanIntegrationTests {

    private static final int CROWD = 5_000;
    private static final int RUNS = 20;
    /** Rows of runs that are read to start, claim and complete one, with what others do meanwhile: a twentieth of what one look at all is. */
    private static final int FEW = 250;

    @Autowired
    private ServerClient server;

    @Autowired
    private StatisticsKeeper keeper;

    @Autowired
    private LoadObserver observer;

    @Autowired
    private PlaceKeeper places;

    @Autowired
    private LimitSettler settler;

    @Autowired
    private HikariDataSource pool;

    /** These look at everything now and then, or some time after limits were declared. */
    @BeforeEach
    void stopOthers() {
        observer.stop();
        places.stop();
        settler.stop();
    }

    @AfterEach
    void startOthers() {
        observer.start();
        places.start();
        settler.start();
    }

    @Test
    void readsFewRowsOfRunsPerRun() throws SQLException {
        readsFewRowsPerRun(new Caller(server).withWorker());
    }

    @Test
    void readsFewRowsOfRunsPerRunUnderALimit() throws SQLException {
        readsFewRowsPerRun(new Caller(server).withLimitedWorker());
    }

    /** The statements have been planned when there was nothing; now others are in line or held back. */
    private void readsFewRowsPerRun(Caller caller) throws SQLException {
        IntStream.range(0, RUNS).forEach(i -> complete(caller));
        startCrowd(caller);
        keeper.runOnce();

        Map<String, Long> before = rowsRead();
        IntStream.range(0, RUNS).forEach(i -> complete(caller));
        Map<String, Long> after = rowsRead();

        before.forEach((by, rows) -> after.merge(by, -rows, Long::sum));
        assertThat(after.values().stream().mapToLong(Long::longValue).sum() / RUNS)
                .as("rows read per run, of all of which %s", after)
                .isLessThan(FEW);
    }

    private static void complete(Caller caller) {
        Claim claim = caller.claimed(",'priority':10");
        claim.reported("runCompleted", ",'output':1");
    }

    private void startCrowd(Caller caller) {
        for (int started = 0; started < CROWD; started += 1_000) {
            assertThat(caller.send(
                                    server,
                                    Caller.post(
                                            Caller.RUNS + "/batch",
                                            IntStream.range(0, 1_000)
                                                    .mapToObj(i -> "{'workflow':'order'}")
                                                    .collect(Collectors.joining(",", "{'runs':[", "]}"))))
                            .status())
                    .isEqualTo(200);
        }
    }

    /**
     * By what connections tell when they are asked to: all but the one that listens, since one that is left out tells later of what it
     * has read before.
     */
    private Map<String, Long> rowsRead() throws SQLException {
        List<Connection> all = new ArrayList<>();
        try {
            for (int i = 0; i < pool.getMaximumPoolSize() - 1; i++) {
                Connection connection = pool.getConnection();
                all.add(connection);
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SELECT pg_stat_force_next_flush()");
                }
            }
            Map<String, Long> rows = new HashMap<>();
            JdbcClient.create(new SingleConnectionDataSource(all.get(0), true))
                    .sql("""
                            SELECT 'all in sequence' AS by, seq_tup_read AS rows FROM pg_stat_user_tables WHERE relname = 'run'
                            UNION ALL
                            SELECT indexrelname, idx_tup_read FROM pg_stat_user_indexes WHERE relname = 'run'
                            """)
                    .query(row -> {
                        rows.put(row.getString("by"), row.getLong("rows"));
                    });
            return rows;
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
    }
}
