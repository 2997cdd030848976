package dev.kagzi.benchmark.driver;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Copies of what is in the database already, as it is after weeks. Each is a tenth of a second older than the one before it. */
final class Crowd {

    private static final int ENDED = 50;
    private static final int OTHERS = 5;

    private final Connection database;
    private final int runs;

    /** @param runs that are measured beside it */
    Crowd(Connection database, int runs) {
        this.database = database;
        this.runs = runs;
    }

    /** Runs that have ended. */
    int ended() {
        return ENDED * runs;
    }

    /** Runs that sleep, and as many that nobody offers to execute. */
    int others() {
        return OTHERS * runs;
    }

    Connection database() {
        return database;
    }

    /**
     * Copies rows of a table.
     *
     * @param rows which, as a condition
     * @param copies how many of each
     * @param changes columns that differ, as expressions in {@code copy}, the number of the copy
     */
    void copy(String table, String rows, int copies, Map<String, String> changes) throws SQLException {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        try (Statement statement = database.createStatement()) {
            try (ResultSet column = statement.executeQuery("""
                    SELECT quote_ident(attname), atttypid = 'timestamptz'::regtype FROM pg_attribute
                     WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
                    """.formatted(table))) {
                while (column.next()) {
                    String name = column.getString(1);
                    String same = column.getBoolean(2) ? "o." + name + " - copy * interval '100 ms'" : "o." + name;
                    names.add(name);
                    values.add(changes.getOrDefault(name, same));
                }
            }
            statement.execute(
                    "INSERT INTO %s (%s) SELECT %s FROM (SELECT * FROM %s WHERE %s) o, generate_series(1, %d) copy"
                            .formatted(
                                    table, String.join(", ", names), String.join(", ", values), table, rows, copies));
        }
    }

    /** What a database has done by itself after weeks. */
    void settle() throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("VACUUM (ANALYZE)");
        }
    }
}
