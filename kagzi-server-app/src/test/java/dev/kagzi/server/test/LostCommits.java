package dev.kagzi.server.test;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionSystemException;

/** Commits that take effect, and whose answer is lost on its way back from the database. */
@TestConfiguration(proxyBeanMethods = false)
public class LostCommits implements BeanPostProcessor {

    /** The commits of starts. */
    public static final Predicate<String> STARTS = thread -> thread.startsWith("kagzi-start");
    /** The commits of events. */
    public static final Predicate<String> EVENTS = thread -> thread.startsWith("kagzi-event");
    /** Commits that a request waits for itself. */
    public static final Predicate<String> REQUESTS = thread -> !thread.startsWith("kagzi-");

    private volatile Predicate<String> lost = thread -> false;
    private final AtomicInteger before = new AtomicInteger();

    /** Loses one commit of these threads, after as many that go well. */
    public void loseOne(Predicate<String> threads, int after) {
        before.set(after);
        lost = threads;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof PlatformTransactionManager manager ? new Losing(manager) : bean;
    }

    private final class Losing implements PlatformTransactionManager {

        private final PlatformTransactionManager manager;

        Losing(PlatformTransactionManager manager) {
            this.manager = manager;
        }

        @Override
        public TransactionStatus getTransaction(TransactionDefinition definition) {
            return manager.getTransaction(definition);
        }

        @Override
        public void commit(TransactionStatus status) {
            manager.commit(status);
            if (lost.test(Thread.currentThread().getName()) && before.getAndDecrement() == 0) {
                lost = thread -> false;
                throw new TransactionSystemException("The connection broke during the commit");
            }
        }

        @Override
        public void rollback(TransactionStatus status) {
            manager.rollback(status);
        }
    }
}
