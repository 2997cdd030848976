package dev.kagzi.server.database;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;
import org.springframework.transaction.support.TransactionTemplate;

/** Runs work in a transaction, and tells a commit that failed from one whose outcome nobody knows. */
@Component
public class Transactions {

    private static final int TRIES = 5;

    private final TransactionTemplate template;
    private final LongAdder committed = new LongAdder();

    Transactions(PlatformTransactionManager transactionManager) {
        this.template = new TransactionTemplate(transactionManager);
    }

    /**
     * Runs {@code work} and commits. A deadlock or a serialization failure has changed nothing and is tried again, so
     * {@code work} must not have effects outside the database.
     *
     * @throws OutcomeUnknownException when the connection broke during the commit
     */
    public <T> T run(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return runOnce(work);
            } catch (ConcurrencyFailureException e) {
                if (attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** How many have committed since this server was started. */
    public long committed() {
        return committed.sum();
    }

    /** Does it once the current transaction has committed, and not after a rollback. */
    public static void afterCommit(Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                action.run();
            }
        });
    }

    private <T> T runOnce(Supplier<T> work) {
        boolean[] worked = {false};
        try {
            T outcome = template.execute(status -> {
                T result = work.get();
                // What belongs to the work: when it fails, it is not the commit that has.
                TransactionSynchronizationUtils.triggerBeforeCommit(false);
                worked[0] = true;
                return result;
            });
            committed.increment();
            return outcome;
        } catch (ConcurrencyFailureException e) {
            throw e;
        } catch (TransactionException | org.springframework.dao.DataAccessException e) {
            if (worked[0]) {
                throw new OutcomeUnknownException(e);
            }
            throw e;
        }
    }
}
