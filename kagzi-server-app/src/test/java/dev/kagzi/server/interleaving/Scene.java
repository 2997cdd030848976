package dev.kagzi.server.interleaving;

import dev.kagzi.server.test.Caller;
import dev.kagzi.server.test.Caller.Claim;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A run that two changes meet at, in a namespace of its own.
 *
 * @param runId empty where there is none yet
 * @param claim where a worker holds it, or has held it
 */
record Scene(Caller caller, String runId, @Nullable Claim claim, JdbcClient jdbc) {

    Claim held() {
        if (claim == null) {
            throw new IllegalStateException("Nobody holds the run");
        }
        return claim;
    }

    /** Moves times of rows of the run into the past. */
    void past(String table, String column, String condition) {
        jdbc.sql("UPDATE kagzi.%s SET %s = clock_timestamp() - interval '1 s' WHERE run_id = CAST(? AS uuid) AND %s"
                        .formatted(table, column, condition))
                .param(runId)
                .update();
    }

    /** Takes it away: what is due in it is no business of the next one. */
    void clear() {
        for (String table : new String[] {"run", "worker"}) {
            jdbc.sql("DELETE FROM kagzi." + table
                            + " WHERE namespace_id = (SELECT namespace_id FROM kagzi.namespace WHERE name = ?)")
                    .param(caller.namespace())
                    .update();
        }
    }
}
