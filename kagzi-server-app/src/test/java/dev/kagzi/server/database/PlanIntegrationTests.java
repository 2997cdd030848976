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
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Statements look up the rows they need, however many others there are, and whatever was known when they were planned. */
@ServerTest
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
    private JdbcClient jdbc;

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
        Caller caller = new Caller(server).withWorker();

        assertThat(rowsReadPerRun(caller)).isLessThan(FEW);
    }

    @Test
    void readsFewRowsOfRunsPerRunUnderALimit() throws SQLException {
        Caller caller = new Caller(server).withLimitedWorker();

        assertThat(rowsReadPerRun(caller)).isLessThan(FEW);
    }

    /** The statements have been planned when there was nothing; now others are in line or held back. */
    private long rowsReadPerRun(Caller caller) throws SQLException {
        IntStream.range(0, RUNS).forEach(i -> complete(caller));
        startCrowd(caller);
        keeper.runOnce();

        long before = rowsRead();
        IntStream.range(0, RUNS).forEach(i -> complete(caller));
        return (rowsRead() - before) / RUNS;
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

    /** By what each connection tells when it is asked to. */
    private long rowsRead() throws SQLException {
        List<Connection> all = new ArrayList<>();
        try {
            for (int idle = pool.getHikariPoolMXBean().getIdleConnections(); idle > 0; idle--) {
                Connection connection = pool.getConnection();
                all.add(connection);
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SELECT pg_stat_force_next_flush()");
                }
            }
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
        return jdbc.sql("SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables WHERE relname = 'run'")
                .query(Long.class)
                .single();
    }
}
