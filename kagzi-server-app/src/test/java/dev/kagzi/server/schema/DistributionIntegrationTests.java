package dev.kagzi.server.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.test.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code distribute.sql} names each table of the schema, and rightly. */
class DistributionIntegrationTests {

    private static final Path SCRIPT = Path.of("../docs/operations/distribute.sql");
    private static final Pattern DISTRIBUTED = Pattern.compile(
            "create_distributed_table\\('kagzi\\.(\\w+)', 'namespace_id'(, colocate_with => 'kagzi\\.run')?\\)");
    private static final Pattern REFERENCE = Pattern.compile("create_reference_table\\('kagzi\\.(\\w+)'\\)");

    private final JdbcClient jdbc = JdbcClient.create(TestDatabase.newMigrated());

    @Test
    void whatBelongsToANamespaceIsDistributedByItAndTheRestIsEverywhere() throws IOException {
        String script = Files.readString(SCRIPT);
        assertThat(names(DISTRIBUTED, script)).containsExactlyInAnyOrderElementsOf(tables(true));
        assertThat(names(REFERENCE, script)).containsExactlyInAnyOrderElementsOf(tables(false));
    }

    /** Only tables whose rows of a namespace lie on one node can be joined there. */
    @Test
    void whatIsDistributedLiesBesideTheRuns() throws IOException {
        List<String> elsewhere = DISTRIBUTED
                .matcher(Files.readString(SCRIPT))
                .results()
                .filter((MatchResult found) -> found.group(2) == null)
                .map(found -> found.group(1))
                .toList();
        assertThat(elsewhere).containsExactly("run");
    }

    /** A table that is distributed may refer to one that comes before it. */
    @Test
    void tablesComeAfterThoseTheyReferTo() throws IOException {
        String script = Files.readString(SCRIPT);
        jdbc.sql("""
                        SELECT conrelid::regclass::text AS referring, confrelid::regclass::text AS referred FROM pg_constraint
                         WHERE contype = 'f' AND connamespace = 'kagzi'::regnamespace AND conrelid <> confrelid
                        """).query(row -> {
            assertThat(script.indexOf("'" + row.getString("referred") + "'"))
                    .as(row.getString("referring") + " refers to " + row.getString("referred"))
                    .isLessThan(script.indexOf("'" + row.getString("referring") + "'"));
        });
    }

    private List<String> tables(boolean ofNamespaces) {
        return jdbc.sql("""
                        SELECT table_name FROM information_schema.tables t
                         WHERE table_schema = 'kagzi' AND table_type = 'BASE TABLE' AND table_name <> 'flyway_schema_history'
                           AND (t.table_name <> 'namespace' AND EXISTS (
                                   SELECT FROM information_schema.columns c
                                    WHERE c.table_schema = t.table_schema AND c.table_name = t.table_name
                                      AND c.column_name = 'namespace_id')) = :ofNamespaces
                        """)
                .param("ofNamespaces", ofNamespaces)
                .query(String.class)
                .list();
    }

    private static List<String> names(Pattern pattern, String script) {
        return pattern.matcher(script)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
