package dev.kagzi.server.run;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.database.Transactions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line at debug per change of a run's status, once it is committed: what the history says, as it happens. */
public final class TransitionLog {

    private static final Logger log = LoggerFactory.getLogger(TransitionLog.class);

    private TransitionLog() {}

    /**
     * A run has got another status in the current transaction.
     *
     * @param from nothing for a new run
     */
    public static void changed(
            UUID namespaceId,
            UUID runId,
            String workflow,
            @Nullable RunStatus from,
            RunStatus to,
            @Nullable String reason) {
        if (log.isDebugEnabled()) {
            Transactions.afterCommit(() -> log.atDebug()
                    .addKeyValue("namespaceId", namespaceId)
                    .addKeyValue("runId", runId)
                    .addKeyValue("workflow", workflow)
                    .addKeyValue("from", from == null ? "" : from)
                    .addKeyValue("to", to)
                    .addKeyValue("reason", reason == null ? "" : reason)
                    .log("Run is {}", to));
        }
    }
}
