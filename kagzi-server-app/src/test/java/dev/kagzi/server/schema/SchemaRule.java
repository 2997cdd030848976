package dev.kagzi.server.schema;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What every version of the schema keeps to, as queries that find who does not. */
enum SchemaRule {
    /**
     * Exempt: the table of namespaces itself, keys and the audit trail, which stand above them; indexes that are not unique, through
     * which the server looks over all namespaces for what is due.
     */
    NAMESPACE_LEADS_EVERY_KEY("""
            SELECT i.indexrelid::regclass::text
              FROM pg_index i
              JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = 'kagzi'::regnamespace AND t.relkind IN ('r', 'p')
              LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
             WHERE i.indisunique AND a.attname IS DISTINCT FROM 'namespace_id'
               AND t.relname NOT IN ('namespace', 'api_key', 'api_key_secret', 'console_session', 'console_sign_in', 'bootstrap_secret', 'audit', 'flyway_schema_history')
            """),
    EVERY_TABLE_HAS_A_PRIMARY_KEY("""
            SELECT t.relname
              FROM pg_class t
             WHERE t.relnamespace = 'kagzi'::regnamespace AND t.relkind IN ('r', 'p')
               AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary)
            """),
    NAMESPACE_LEADS_EVERY_FOREIGN_KEY("""
            SELECT c.conname
              FROM pg_constraint c
              LEFT JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
              LEFT JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]
             WHERE c.connamespace = 'kagzi'::regnamespace AND c.contype = 'f'
               AND (a.attname <> 'namespace_id' OR b.attname <> 'namespace_id')
            """),
    /** Exempt: Flyway's own table. */
    COLUMNS_OF_KEYS_ARE_NOT_NULL("""
            SELECT i.indexrelid::regclass || '.' || a.attname
              FROM pg_index i
              JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = 'kagzi'::regnamespace
              JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (i.indkey)
             WHERE i.indisunique AND NOT a.attnotnull AND t.relname <> 'flyway_schema_history'
            """),
    NO_TRIGGERS("""
            SELECT g.tgname
              FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid AND t.relnamespace = 'kagzi'::regnamespace
             WHERE NOT g.tgisinternal
            """),
    NO_FUNCTIONS("SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'kagzi'::regnamespace"),
    NO_SEQUENCES("SELECT s.relname FROM pg_class s WHERE s.relnamespace = 'kagzi'::regnamespace AND s.relkind = 'S'"),
    NO_ENUMS("SELECT y.typname FROM pg_type y WHERE y.typnamespace = 'kagzi'::regnamespace AND y.typtype = 'e'"),
    NO_DEFERRABLE_CONSTRAINTS("""
            SELECT c.conname FROM pg_constraint c WHERE c.connamespace = 'kagzi'::regnamespace AND c.condeferrable
            """),
    /** One parent row that all writers lock in turn would be the slowest row of the database. */
    NO_FOREIGN_KEY_TO_A_REGISTRY("""
            SELECT c.conname
              FROM pg_constraint c JOIN pg_class p ON p.oid = c.confrelid
             WHERE c.connamespace = 'kagzi'::regnamespace AND c.contype = 'f'
               AND p.relname IN ('namespace', 'worker', 'workflow', 'workflow_alias')
            """),
    /** Each CHECK is read anew for every statement that writes to its table. Exempt: those that only the tests add. */
    HOT_TABLES_HAVE_ONE_CHECK_EACH("""
            SELECT c.conname
              FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid AND t.relnamespace = 'kagzi'::regnamespace
             WHERE c.contype = 'c' AND t.relname IN ('run', 'step', 'run_history')
               AND c.conname NOT IN ('run_life', 'step_life') AND NOT starts_with(c.conname, 'strict_')
            """),
    PAYLOADS_ARE_BYTES("""
            SELECT t.relname || '.' || a.attname
              FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid AND t.relnamespace = 'kagzi'::regnamespace
             WHERE a.attname IN ('input', 'output', 'progress', 'data') AND t.relkind IN ('r', 'p')
               AND a.atttypid <> 'bytea'::regtype
            """);

    private final String offenders;

    SchemaRule(String offenders) {
        this.offenders = offenders;
    }

    /** Names of what breaks the rule. */
    List<String> offenders(JdbcClient jdbc) {
        return jdbc.sql(offenders).query(String.class).list();
    }
}
