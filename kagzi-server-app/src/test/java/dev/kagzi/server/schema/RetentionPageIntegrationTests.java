package dev.kagzi.server.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.test.DocumentTable;
import dev.kagzi.server.test.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The page on retention says of all that is stored how long it is kept. */
class RetentionPageIntegrationTests {

    private static final Path SERVICES = Path.of("src/main/java/dev/kagzi/server/maintenance");
    private static final Pattern NAME = Pattern.compile("super\\(\"([\\w-]+)\"");

    @Test
    void namesEveryTableOnce() throws IOException {
        List<String> tables = JdbcClient.create(TestDatabase.newMigrated())
                .sql("""
                        SELECT table_name FROM information_schema.tables
                         WHERE table_schema = 'kagzi' AND table_name <> 'flyway_schema_history'
                        """)
                .query(String.class)
                .list();
        assertThat(page().codes(1)).containsExactlyInAnyOrderElementsOf(tables);
    }

    @Test
    void namesServicesThatThereAre() throws IOException {
        StringBuilder sources = new StringBuilder();
        try (Stream<Path> files = Files.list(SERVICES)) {
            for (Path file : files.toList()) {
                sources.append(Files.readString(file));
            }
        }
        List<String> services =
                NAME.matcher(sources).results().map(found -> found.group(1)).toList();
        assertThat(page().codes(4)).isNotEmpty().isSubsetOf(services);
    }

    private static DocumentTable page() throws IOException {
        return DocumentTable.of("operations/retention.md", "Retention");
    }
}
