package dev.kagzi.server.test;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the database holds of a namespace and those named after it, times and ids aside: of them only whether they are there. */
public final class EndState {

    /** Keeps answers, which name ids. */
    private static final Set<String> LEFT_OUT = Set.of("idempotency");

    /** Made from the time of day, or by the test. */
    private static final Set<String> OF_ONE_TEST = Set.of("schedule.version", "namespace.name");

    /** Those of the namespaces, with how many secrets they have. */
    private static final String KEYS = """
            SELECT 'api_key: ' || concat_ws(', ', k.name, cardinality(k.namespaces), k.roles::text, k.expires_at IS NOT NULL,
                                            (SELECT count(*) FROM kagzi.api_key_secret s WHERE s.key_id = k.key_id)) AS text
              FROM kagzi.api_key k WHERE k.namespaces && ARRAY(SELECT name FROM mine)
            """;

    private final JdbcClient jdbc;
    private final String rows;

    public EndState(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.rows = Stream.concat(Stream.of(KEYS), ofNamespaces())
                .collect(Collectors.joining(
                        " UNION ALL ",
                        "WITH mine AS (SELECT namespace_id, name FROM kagzi.namespace WHERE name LIKE ? || '%') SELECT text FROM (",
                        ") every ORDER BY text COLLATE \"C\""));
    }

    private Stream<String> ofNamespaces() {
        return columns().entrySet().stream()
                .map(table ->
                        "SELECT '%1$s: ' || concat_ws(', ', %2$s) AS text FROM kagzi.%1$s WHERE namespace_id IN (SELECT namespace_id FROM mine)"
                                .formatted(table.getKey(), table.getValue()));
    }

    /** One line per row, in the order of their texts. */
    public List<String> of(String namespace) {
        return jdbc.sql(rows).param(namespace).query(String.class).list();
    }

    private TreeMap<String, String> columns() {
        return jdbc
                .sql("""
                        SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
                         WHERE c.table_schema = 'kagzi' AND EXISTS (
                               SELECT FROM information_schema.columns n WHERE n.table_schema = 'kagzi'
                                  AND n.table_name = c.table_name AND n.column_name = 'namespace_id')
                         ORDER BY c.table_name, c.ordinal_position
                        """)
                .query((row, number) -> new Column(row.getString(1), row.getString(2), row.getString(3)))
                .list()
                .stream()
                .filter(column -> !LEFT_OUT.contains(column.table()))
                .collect(Collectors.groupingBy(
                        Column::table, TreeMap::new, Collectors.mapping(Column::text, Collectors.joining(", "))));
    }

    private record Column(String table, String name, String type) {

        /** As SQL that shows it, or nothing where it is null. */
        String text() {
            return switch (type) {
                case "uuid", "timestamp with time zone" -> shown("'set'");
                case "bytea" -> shown("encode(" + name + ", 'escape')");
                default -> shown(OF_ONE_TEST.contains(table + "." + name) ? "'set'" : name + "::text");
            };
        }

        private String shown(String value) {
            return "'%s=' || CASE WHEN %s IS NOT NULL THEN %s END".formatted(name, name, value);
        }
    }
}
