package dev.kagzi.server.signal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.function.SingletonSupplier;

/** Where signals are given: kept until the transaction has committed, then told to this server and to the others. */
@Component
public class Signals {

    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    private final Supplier<List<SignalListener>> listeners;
    private final SignalBroadcast broadcast;

    Signals(ObjectProvider<SignalListener> listeners, SignalBroadcast broadcast) {
        // Not before the first signal: listeners give signals themselves.
        this.listeners = SingletonSupplier.of(() -> listeners.orderedStream().toList());
        this.broadcast = broadcast;
    }

    /** Gives the signal once the current transaction has committed, equal ones once. After a rollback it is forgotten. */
    public void afterCommit(Signal signal) {
        Pending pending = (Pending) TransactionSynchronizationManager.getResource(this);
        if (pending == null) {
            pending = new Pending();
            TransactionSynchronizationManager.bindResource(this, pending);
            TransactionSynchronizationManager.registerSynchronization(pending);
        }
        pending.signals.add(signal);
    }

    /** Tells this server's listeners alone. */
    void tellHere(Signal signal) {
        listeners.get().forEach(listener -> {
            try {
                listener.onSignal(signal);
            } catch (RuntimeException e) {
                log.warn("A listener failed on {}; what it missed is found by its next look", signal, e);
            }
        });
    }

    private final class Pending implements TransactionSynchronization {

        private final Set<Signal> signals = new LinkedHashSet<>();

        @Override
        public void afterCommit() {
            signals.forEach(Signals.this::tellHere);
            broadcast.send(signals);
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResource(Signals.this);
        }
    }
}
