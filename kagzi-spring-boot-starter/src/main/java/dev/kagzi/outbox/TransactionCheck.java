package dev.kagzi.outbox;

import dev.kagzi.KagziException;
import dev.kagzi.client.Sending;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Whether a row that is written now belongs to the open transaction. It would be committed on its own, or never, otherwise. */
final class TransactionCheck {

    private final DataSource dataSource;
    private final boolean commitsByDefault;

    TransactionCheck(DataSource dataSource) {
        this.dataSource = dataSource;
        this.commitsByDefault = commitsByItself();
    }

    /** @throws KagziException when the open transaction is none of the DataSource */
    void requireOneOfTheDataSource(Sending sending) {
        // Asked first: whoever asks for the connection of another transaction is given one, and that is bound then.
        boolean isBound = TransactionSynchronizationManager.hasResource(dataSource);
        if (commitsByItself() || !isBound && !commitsByDefault) {
            throw new KagziException(
                    "The transaction that is open is none of the DataSource that kagzi.outbox=jdbc writes"
                            + " to, or it is committed already, so that a row for " + sending
                            + " would not belong to it. Nothing was"
                            + " sent. Use the transaction manager of that DataSource, or send it with immediately().");
        }
    }

    private boolean commitsByItself() {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            return connection.getAutoCommit();
        } catch (SQLException e) {
            throw new KagziException("The connection of the outbox cannot be asked for its transaction", e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
