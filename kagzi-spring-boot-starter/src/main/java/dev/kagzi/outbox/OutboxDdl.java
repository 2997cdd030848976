package dev.kagzi.outbox;

import dev.kagzi.KagziException;
import java.util.Locale;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/** The statement that creates the table of the outbox, as one kind of database takes it: they agree on all but the type for bytes. */
record OutboxDdl(String text) {

    private static final String DDL = """
            CREATE TABLE kagzi_outbox (
                id            VARCHAR(36) NOT NULL PRIMARY KEY,
                kind          VARCHAR(20) NOT NULL,
                body          %s NOT NULL,
                created_at    TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL,
                failed_reason VARCHAR(1000)
            )""";

    static OutboxDdl of(DataSource dataSource) {
        return ofProduct(product(dataSource));
    }

    static OutboxDdl ofProduct(String product) {
        String bytes = switch (product.toLowerCase(Locale.ROOT)) {
            case "postgresql" -> "BYTEA";
            case "mysql", "mariadb" -> "LONGBLOB";
            default -> "BLOB";
        };
        return new OutboxDdl(DDL.formatted(bytes));
    }

    private static String product(DataSource dataSource) {
        try {
            return JdbcUtils.extractDatabaseMetaData(dataSource, metaData -> metaData.getDatabaseProductName());
        } catch (MetaDataAccessException e) {
            throw new KagziException("The database of the outbox (kagzi.outbox=jdbc) cannot be asked what it is", e);
        }
    }
}
