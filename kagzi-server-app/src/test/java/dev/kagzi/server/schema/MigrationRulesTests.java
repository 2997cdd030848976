package dev.kagzi.server.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server of the version before goes on working on the tables that a migration leaves. */
class MigrationRulesTests {

    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    private static final Pattern NAME = Pattern.compile("V(\\d+)__\\w+\\.sql");

    /** Those before were there when no version had been released. */
    private static final int FIRST = 15;

    /** Of tables and columns; what a server never names may go. */
    private static final Pattern TAKES_AWAY =
            Pattern.compile("(?i)\\bRENAME\\b|\\bDROP\\s+(?!(CONSTRAINT|INDEX|DEFAULT|NOT\\s+NULL)\\b)");

    private static final Pattern COMMENT = Pattern.compile("--.*");
    private static final Pattern NOTE = Pattern.compile("(?m)^-- Release: \\S");

    @Test
    void nothingIsTakenAwayThatTheVersionBeforeMayNeed() throws IOException {
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            List<Path> migrations = files.toList();
            assertThat(migrations).hasSizeGreaterThanOrEqualTo(FIRST - 1);
            for (Path migration : migrations) {
                Matcher name = NAME.matcher(migration.getFileName().toString());
                assertThat(name.matches()).as(migration.toString()).isTrue();
                if (Integer.parseInt(name.group(1)) >= FIRST) {
                    assertThat(isKept(Files.readString(migration)))
                            .as(
                                    "%s has a line '-- Release: …' that says since which version nothing needs it",
                                    migration)
                            .isTrue();
                }
            }
        }
    }

    /** Whether it takes nothing away, or says why it may. */
    private static boolean isKept(String sql) {
        return NOTE.matcher(sql).find()
                || !TAKES_AWAY.matcher(COMMENT.matcher(sql).replaceAll("")).find();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE kagzi.audit;",
                "ALTER TABLE kagzi.run DROP COLUMN priority;",
                "ALTER TABLE kagzi.run\n    drop priority;",
                "ALTER TABLE kagzi.run RENAME priority TO rank;",
                "ALTER TABLE kagzi.run RENAME TO runs;",
                "-- Release: \nDROP TABLE kagzi.audit;",
            })
    void findsWhatIsTakenAway(String sql) {
        assertThat(isKept(sql)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-- DROP TABLE would be the next one's.\nALTER TABLE kagzi.run ADD COLUMN rank int;",
                "ALTER TABLE kagzi.run DROP CONSTRAINT run_life, ALTER COLUMN rank DROP NOT NULL;",
                "DROP INDEX kagzi.run_newest;",
                "-- Release: 0.3.0; nothing has read it since 0.2.0.\nALTER TABLE kagzi.run DROP COLUMN rank;",
            })
    void leavesTheRestAlone(String sql) {
        assertThat(isKept(sql)).isTrue();
    }
}
