package dev.kagzi.server.maintenance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Asks for many conditions at once. */
@Repository
class WorkWatchRepository {

    private static final int LONGEST_SECONDS = 1;

    private final JdbcClient jdbc;

    WorkWatchRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Which of the conditions hold, in their order.
     *
     * @param ahead from {@code clock.now} to {@code clock.soon}
     * @param clockShift of this server's view
     */
    List<Boolean> hold(List<String> conditions, Duration ahead, Duration clockShift) {
        List<Boolean> answers = new ArrayList<>();
        jdbc.sql("SELECT (" + String.join("),\n(", conditions) + """
                        )
                          FROM (SELECT view.now, view.now + make_interval(secs => :ahead) AS soon
                                  FROM (SELECT clock_timestamp() + make_interval(secs => :clockShift) AS now) view) clock
                        """)
                .withQueryTimeout(LONGEST_SECONDS)
                .param("ahead", ahead.toMillis() / 1_000.0)
                .param("clockShift", clockShift.toMillis() / 1_000.0)
                .query(row -> {
                    for (int column = 1; column <= conditions.size(); column++) {
                        answers.add(row.getBoolean(column));
                    }
                });
        return answers;
    }
}
