package dev.kagzi.server.database;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

/** Its transactions do nothing but wait, as for a disk, when they commit. */
final class IdleTransactionManager extends AbstractPlatformTransactionManager {

    private static final long serialVersionUID = 1L;

    private final long commitNanos;

    IdleTransactionManager(long commitNanos) {
        this.commitNanos = commitNanos;
    }

    @Override
    protected Object doGetTransaction() {
        return this;
    }

    @Override
    protected void doBegin(Object transaction, @Nullable TransactionDefinition definition) {}

    @Override
    protected void doCommit(DefaultTransactionStatus status) {
        if (commitNanos > 0) {
            LockSupport.parkNanos(commitNanos);
        }
    }

    @Override
    protected void doRollback(DefaultTransactionStatus status) {}
}
