package dev.kagzi.server.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.test.TestDatabase;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class SchemaRulesIntegrationTests {

    private static JdbcClient jdbc;

    @BeforeAll
    static void migrate() {
        DataSource dataSource = TestDatabase.newMigrated();
        jdbc = JdbcClient.create(dataSource);
    }

    @AfterEach
    void removeWhatWasPlanted() {
        jdbc.sql("DROP TABLE IF EXISTS kagzi.planted CASCADE").update();
        jdbc.sql("DROP FUNCTION IF EXISTS kagzi.planted CASCADE").update();
        jdbc.sql("DROP TYPE IF EXISTS kagzi.planted_type CASCADE").update();
        jdbc.sql("ALTER TABLE kagzi.run_history DROP CONSTRAINT IF EXISTS planted_check")
                .update();
    }

    @ParameterizedTest
    @EnumSource(SchemaRule.class)
    void theSchemaKeepsTo(SchemaRule rule) {
        assertThat(rule.offenders(jdbc)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("violations")
    void finds(SchemaRule rule, String violation, String offender) {
        jdbc.sql(violation).update();
        assertThat(rule.offenders(jdbc)).anyMatch(found -> found.contains(offender));
    }

    @Test
    void theTestsCheckRowsThatTheServerTrusts() {
        assertThat(jdbc.sql("SELECT conname FROM pg_constraint WHERE starts_with(conname, 'strict_')")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrder("strict_run", "strict_step", "strict_history");
    }

    @Test
    void everyRuleIsShownToFind() {
        assertThat(violations().map(violation -> violation.get()[0])).contains((Object[]) SchemaRule.values());
    }

    static Stream<Arguments> violations() {
        return Stream.of(
                Arguments.of(
                        SchemaRule.NAMESPACE_LEADS_EVERY_KEY,
                        "CREATE TABLE kagzi.planted (id uuid PRIMARY KEY, namespace_id uuid NOT NULL)",
                        "planted_pkey"),
                Arguments.of(
                        SchemaRule.NAMESPACE_LEADS_EVERY_KEY,
                        "CREATE TABLE kagzi.planted (namespace_id uuid PRIMARY KEY, name text NOT NULL UNIQUE)",
                        "planted_name_key"),
                Arguments.of(
                        SchemaRule.NAMESPACE_LEADS_EVERY_KEY,
                        "CREATE TABLE kagzi.planted (namespace_id uuid NOT NULL);"
                                + " CREATE UNIQUE INDEX ON kagzi.planted (lower(namespace_id::text))",
                        "planted_lower_idx"),
                Arguments.of(
                        SchemaRule.HOT_TABLES_HAVE_ONE_CHECK_EACH,
                        "ALTER TABLE kagzi.run_history ADD CONSTRAINT planted_check CHECK (seq > 0)",
                        "planted_check"),
                Arguments.of(
                        SchemaRule.EVERY_TABLE_HAS_A_PRIMARY_KEY,
                        "CREATE TABLE kagzi.planted (namespace_id uuid NOT NULL)",
                        "planted"),
                Arguments.of(
                        SchemaRule.NAMESPACE_LEADS_EVERY_FOREIGN_KEY,
                        "CREATE TABLE kagzi.planted (namespace_id uuid PRIMARY KEY, parent uuid REFERENCES kagzi.planted)",
                        "planted_parent_fkey"),
                Arguments.of(
                        SchemaRule.COLUMNS_OF_KEYS_ARE_NOT_NULL,
                        "CREATE TABLE kagzi.planted (namespace_id uuid NOT NULL, id text, UNIQUE (namespace_id, id))",
                        "planted_namespace_id_id_key.id"),
                Arguments.of(
                        SchemaRule.NO_TRIGGERS,
                        "CREATE TABLE kagzi.planted (namespace_id uuid PRIMARY KEY); CREATE TRIGGER planted_trigger BEFORE UPDATE"
                                + " ON kagzi.planted FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
                        "planted_trigger"),
                Arguments.of(
                        SchemaRule.NO_FUNCTIONS,
                        "CREATE FUNCTION kagzi.planted() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'",
                        "planted"),
                Arguments.of(
                        SchemaRule.NO_SEQUENCES,
                        "CREATE TABLE kagzi.planted (namespace_id uuid NOT NULL, n bigserial, PRIMARY KEY (namespace_id, n))",
                        "planted_n_seq"),
                Arguments.of(
                        SchemaRule.NO_SEQUENCES,
                        "CREATE TABLE kagzi.planted (namespace_id uuid PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY)",
                        "planted_n_seq"),
                Arguments.of(SchemaRule.NO_ENUMS, "CREATE TYPE kagzi.planted_type AS ENUM ('A')", "planted_type"),
                Arguments.of(
                        SchemaRule.NO_DEFERRABLE_CONSTRAINTS,
                        "CREATE TABLE kagzi.planted (namespace_id uuid PRIMARY KEY DEFERRABLE)",
                        "planted_pkey"),
                Arguments.of(
                        SchemaRule.NO_FOREIGN_KEY_TO_A_REGISTRY,
                        "CREATE TABLE kagzi.planted (namespace_id uuid PRIMARY KEY REFERENCES kagzi.namespace)",
                        "planted_namespace_id_fkey"),
                Arguments.of(
                        SchemaRule.PAYLOADS_ARE_BYTES,
                        "CREATE TABLE kagzi.planted (namespace_id uuid PRIMARY KEY, input jsonb)",
                        "planted.input"));
    }
}
