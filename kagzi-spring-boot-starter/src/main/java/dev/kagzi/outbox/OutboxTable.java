package dev.kagzi.outbox;

import dev.kagzi.definition.InvalidDefinitionException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The table {@code kagzi_outbox}. What does not belong to a transaction of the application gets one here, whatever the pool's default is. */
final class OutboxTable {

    private static final int MAX_REASON = 1000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final OutboxDdl ddl;

    OutboxTable(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        this.ddl = OutboxDdl.of(dataSource);
    }

    /**
     * Creates the table where there is none.
     *
     * @throws InvalidDefinitionException when it cannot be created, or another table has its name
     */
    void createIfMissing() {
        if (isPresent()) {
            return;
        }
        try {
            transaction.executeWithoutResult(open -> jdbc.sql(ddl.text()).update());
        } catch (DataAccessException e) {
            // Another instance of the application may have been faster.
            if (!isPresent()) {
                throw new InvalidDefinitionException(
                        "kagzi.outbox is 'jdbc', and the table kagzi_outbox is not there as it has to be and cannot be created: "
                                + e.getMessage(),
                        "Create it with the rights that it takes, in a migration for example:\n\n" + ddl.text());
            }
        }
    }

    private boolean isPresent() {
        try {
            transaction.executeWithoutResult(open -> jdbc.sql("""
                    SELECT id, kind, body, created_at, failed_reason FROM kagzi_outbox WHERE 1 = 0
                    """).query().listOfRows());
            return true;
        } catch (BadSqlGrammarException e) {
            return false;
        }
    }

    /** Inside the caller's transaction. */
    void insert(StoredSending sending) {
        jdbc.sql("INSERT INTO kagzi_outbox (id, kind, body) VALUES (:id, :kind, :body)")
                .param("id", sending.id())
                .param("kind", sending.kind())
                .param("body", sending.body())
                .update();
    }

    /** Ids are UUIDv7 and rise with the time at which they were made. */
    List<StoredSending> oldest(int count) {
        return Objects.requireNonNull(transaction.execute(open -> jdbc.sql("""
                        SELECT id, kind, body FROM kagzi_outbox WHERE failed_reason IS NULL ORDER BY id LIMIT :count
                        """)
                .param("count", count)
                .query((row, number) ->
                        new StoredSending(row.getString("id"), row.getString("kind"), row.getBytes("body")))
                .list()));
    }

    void delete(String id) {
        transaction.executeWithoutResult(open -> jdbc.sql("DELETE FROM kagzi_outbox WHERE id = :id")
                .param("id", id)
                .update());
    }

    /**
     * Leaves it in the table, out of the way.
     *
     * @return whether it is there
     */
    boolean fail(String id, String reason) {
        // What a database may not take in a text is left out: a reason that cannot be written would hold up all that
        // comes after.
        String plain = reason.replaceAll("[^\\x20-\\uD7FF\\uE000-\\uFFFD]", " ");
        String text = plain.length() > MAX_REASON ? plain.substring(0, MAX_REASON) : plain;
        return Objects.requireNonNull(
                transaction.execute(open -> jdbc.sql("UPDATE kagzi_outbox SET failed_reason = :reason WHERE id = :id")
                                .param("id", id)
                                .param("reason", text)
                                .update()
                        > 0));
    }

    /** How it stands with one row; empty when there is none, or none any more. */
    Optional<RowStatus> status(String id) {
        return jdbc.sql("SELECT failed_reason FROM kagzi_outbox WHERE id = :id")
                .param("id", id)
                .query((row, number) -> new RowStatus(row.getString("failed_reason")))
                .optional();
    }

    long waiting() {
        return jdbc.sql("SELECT count(*) FROM kagzi_outbox WHERE failed_reason IS NULL")
                .query(Long.class)
                .single();
    }

    /** @param failedReason why the server does not want it; absent as long as it is to be sent */
    record RowStatus(@Nullable String failedReason) {}
}
