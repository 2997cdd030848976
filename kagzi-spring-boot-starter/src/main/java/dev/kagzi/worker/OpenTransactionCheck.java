package dev.kagzi.worker;

import dev.kagzi.OpenTransactionException;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/** Asked before a step or a wait begins. Without spring-tx on the classpath no transaction is ever open. */
final class OpenTransactionCheck {

    private static final boolean TRANSACTIONS = ClassUtils.isPresent(
            "org.springframework.transaction.support.TransactionSynchronizationManager",
            OpenTransactionCheck.class.getClassLoader());

    private OpenTransactionCheck() {}

    /**
     * Fails while a transaction is open on this thread.
     *
     * @param what what is about to begin, as {@code step 'charge'}
     * @throws OpenTransactionException while a transaction is open
     */
    static void before(String what) {
        if (TRANSACTIONS && TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new OpenTransactionException("A transaction is open where " + what + " of a run begins; nothing was"
                    + " executed. Its rollback could not undo the recorded outcome. End the transaction first, or open"
                    + " it inside the step: @Transactional belongs on the @Step method.");
        }
    }
}
