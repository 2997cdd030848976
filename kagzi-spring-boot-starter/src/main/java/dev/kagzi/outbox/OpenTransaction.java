package dev.kagzi.outbox;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What was sent inside one transaction, until that has ended. An inner transaction of its own ({@code REQUIRES_NEW}) has its own; a
 * nested one, which is a savepoint, takes back what was sent since.
 */
final class OpenTransaction implements TransactionSynchronization {

    private final Ending ending;
    private final List<HandedOver> sent = new ArrayList<>();
    /** How much had been sent at each savepoint. */
    private final Map<Object, Integer> savepoints = new IdentityHashMap<>();

    private int beforeCompletion;

    private OpenTransaction(Ending ending) {
        this.ending = ending;
    }

    /** Whom to tell how it has ended. */
    interface Ending {

        /**
         * Committed, in the order in which it was sent.
         *
         * @param late the last so many were sent when the commit was under way already, or over
         */
        void committed(List<HandedOver> sent, int late);

        void rolledBack(List<HandedOver> sent);

        /** Nobody can say whether it was committed. */
        void unknown(List<HandedOver> sent);
    }

    /**
     * Whether a transaction is open on this thread that can be waited for. While the callbacks after its completion are called, it is none
     * any more.
     */
    static boolean isPresent() {
        return TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.isSynchronizationActive();
    }

    /** Adds to what was sent inside the transaction of this thread. */
    static void add(HandedOver handedOver, Ending ending) {
        current(ending).sent.add(handedOver);
    }

    private static OpenTransaction current(Ending ending) {
        for (TransactionSynchronization synchronization : TransactionSynchronizationManager.getSynchronizations()) {
            if (synchronization instanceof OpenTransaction transaction && transaction.ending == ending) {
                return transaction;
            }
        }
        OpenTransaction transaction = new OpenTransaction(ending);
        TransactionSynchronizationManager.registerSynchronization(transaction);
        return transaction;
    }

    @Override
    public void savepoint(Object savepoint) {
        savepoints.put(savepoint, sent.size());
    }

    /** A savepoint that is not known is older than all that was sent. */
    @Override
    public void savepointRollback(Object savepoint) {
        List<HandedOver> since = sent.subList(savepoints.getOrDefault(savepoint, 0), sent.size());
        ending.rolledBack(List.copyOf(since));
        since.clear();
    }

    @Override
    public void beforeCompletion() {
        beforeCompletion = sent.size();
    }

    /** Not in {@code afterCommit}, which is not called for what other callbacks of that kind send. */
    @Override
    public void afterCompletion(int status) {
        List<HandedOver> all = List.copyOf(sent);
        if (status == STATUS_COMMITTED) {
            ending.committed(all, all.size() - beforeCompletion);
        } else if (status == STATUS_ROLLED_BACK) {
            ending.rolledBack(all);
        } else {
            ending.unknown(all);
        }
    }
}
