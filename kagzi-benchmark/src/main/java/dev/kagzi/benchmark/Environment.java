package dev.kagzi.benchmark;

import java.sql.SQLException;

/** Where it was measured. */
record Environment(
        int processors, String java, String system, String postgres, String fsync, String synchronousCommit) {

    static Environment of(Postgres postgres) throws SQLException {
        return new Environment(
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                postgres.show("server_version"),
                postgres.show("fsync"),
                postgres.show("synchronous_commit"));
    }
}
