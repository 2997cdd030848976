package dev.kagzi.server.worker;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.protocol.worker.Session;
import dev.kagzi.protocol.worker.WorkflowOffer;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.settings.ServerSettings;
import dev.kagzi.server.signal.Signal.WorkerDraining;
import dev.kagzi.server.signal.Signal.WorkflowsChanged;
import dev.kagzi.server.signal.Signals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Sessions of workers: one per start of a process, found again by its instance id. */
@Component
public class Sessions {

    /** Longer than a laptop sleeps: a process that comes back then still counts as old, and its declarations change nothing. */
    private static final Duration KEPT_UNSEEN = Duration.ofDays(7);

    private final SessionRepository repository;
    private final WorkflowRepository workflows;
    private final EventSubscriptionRepository subscriptions;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final Signals signals;
    private final ServerSettings settings;
    private final List<OfferListener> listeners;

    Sessions(
            SessionRepository repository,
            WorkflowRepository workflows,
            EventSubscriptionRepository subscriptions,
            Transactions transactions,
            DatabaseClock clock,
            Signals signals,
            ServerSettings settings,
            List<OfferListener> listeners) {
        this.repository = repository;
        this.workflows = workflows;
        this.subscriptions = subscriptions;
        this.transactions = transactions;
        this.clock = clock;
        this.signals = signals;
        this.settings = settings;
        this.listeners = listeners;
    }

    /** Notes what is wrong with what a session wants to offer, as far as other features have to say it. */
    void check(List<WorkflowOffer> offers, Violations violations) {
        listeners.forEach(listener -> listener.check(offers, violations));
    }

    /** Opens the session, or finds it; one that comes back keeps what it holds, and its declarations count from its first opening. */
    public Session open(UUID namespaceId, OpenSession request) {
        return transactions.run(() -> {
            Instant now = clock.now();
            SessionRepository.Opened opened =
                    repository.upsert(namespaceId, UuidCreator.getTimeOrderedEpoch(), request, now);
            workflows.declare(namespaceId, request.workflows(), opened.openedAt());
            subscribe(namespaceId, request.workflows());
            signals.afterCommit(new WorkflowsChanged(namespaceId));
            List<WorkflowOffer> ofToday = workflows.withoutOldNames(namespaceId, request.workflows());
            listeners.forEach(listener -> listener.declared(namespaceId, ofToday, opened.openedAt()));
            return new Session(opened.workerId(), settings.leaseDuration(), settings.renewInterval(), now);
        });
    }

    /** The highest version of each workflow decides, whoever declares it. */
    private void subscribe(UUID namespaceId, List<WorkflowOffer> offers) {
        Map<String, List<String>> events = workflows.eventsOf(
                namespaceId, offers.stream().map(WorkflowOffer::name).distinct().toList());
        if (!events.isEmpty()) {
            subscriptions.replace(namespaceId, events);
        }
    }

    /** Notes that a worker was heard of, and says whether it is to take nothing more; empty when it has no open session. */
    public Optional<Boolean> touch(UUID namespaceId, UUID workerId, Instant now) {
        return repository.touch(namespaceId, workerId, now);
    }

    /** Asks a worker to take nothing more, for as long as its session lasts; false when it has no open session. */
    boolean drain(UUID namespaceId, UUID workerId) {
        return transactions.run(() -> {
            signals.afterCommit(new WorkerDraining(namespaceId, workerId));
            signals.afterCommit(new WorkflowsChanged(namespaceId));
            return repository.drain(namespaceId, workerId);
        });
    }

    /** Closes the session: nothing is claimed for it any more. False when it is closed already or never was open. */
    public boolean close(UUID namespaceId, UUID workerId) {
        signals.afterCommit(new WorkflowsChanged(namespaceId));
        return repository.remove(namespaceId, workerId);
    }

    /** Removes the sessions of workers that went without closing them, and returns how many. */
    public int removeForgotten() {
        return transactions.run(() -> repository.removeUnseen(clock.now().minus(KEPT_UNSEEN)));
    }
}
