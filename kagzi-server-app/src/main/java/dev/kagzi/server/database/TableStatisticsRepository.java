package dev.kagzi.server.database;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Compares the sizes of tables with what the planner goes by. */
@Repository
class TableStatisticsRepository {

    /** From here on it matters how a table is read. */
    private static final int FEWEST_PAGES = 8;

    private final JdbcClient jdbc;

    TableStatisticsRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Tables of ours that are twice as large as the planner thinks; those of another owner are not for us to analyze. */
    List<String> outgrown() {
        return jdbc.sql("""
                        SELECT t.relname
                          FROM (SELECT oid, relname, relpages, pg_relation_size(oid) / current_setting('block_size')::int AS pages
                                  FROM pg_class
                                 WHERE relnamespace = 'kagzi'::regnamespace AND relkind = 'r' AND pg_has_role(relowner, 'USAGE')) t
                         WHERE t.pages >= :fewest AND t.pages >= 2 * t.relpages
                         ORDER BY t.relname
                        """).param("fewest", FEWEST_PAGES).query(String.class).list();
    }

    /**
     * Lets be when somebody else does it already. A tenth of the usual sample: what matters is how large a table is, and how many
     * values a column has. For the current transaction.
     */
    void analyze(String table) {
        jdbc.sql("SET LOCAL default_statistics_target = 10").update();
        jdbc.sql("ANALYZE (SKIP_LOCKED) kagzi." + table).update();
    }
}
