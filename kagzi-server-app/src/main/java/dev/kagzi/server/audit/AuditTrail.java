package dev.kagzi.server.audit;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.AuditEntry;
import dev.kagzi.protocol.Page;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.settings.RetentionSettings;
import dev.kagzi.server.web.PageRequest;
import dev.kagzi.server.web.Reach;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The changes that somebody has asked for, each written down before it is made: nothing is changed that is not found here. */
@Service
public class AuditTrail {

    private static final UUID AFTER_ALL = new UUID(-1L, -1L);
    private static final int REMOVED_AT_ONCE = 1_000;

    private final AuditRepository repository;
    private final DatabaseClock clock;
    private final Duration retention;

    AuditTrail(AuditRepository repository, DatabaseClock clock, RetentionSettings retention) {
        this.repository = repository;
        this.clock = clock;
        this.retention = retention.auditRetention();
    }

    /**
     * Who asks.
     *
     * @param keyId null while keys are switched off, and for a person who has signed in without one
     * @param keyName or that of the person
     */
    public record Caller(@Nullable UUID keyId, @Nullable String keyName, String address) {}

    /**
     * Writes down what is about to be done.
     *
     * @param namespace name of the namespace it is about; null for what belongs to none
     * @return the entry's id
     */
    public UUID begin(Caller caller, String operation, String target, @Nullable String namespace) {
        UUID auditId = UuidCreator.getTimeOrderedEpoch();
        repository.insert(new AuditEntry(
                auditId,
                clock.now(),
                operation,
                target,
                namespace,
                caller.keyId(),
                caller.keyName(),
                caller.address(),
                null));
        return auditId;
    }

    /** Adds how it was answered. */
    public void end(UUID auditId, int status) {
        repository.setStatus(auditId, status);
    }

    /** @param namespace only of this one; null for all that are in reach */
    public Page<AuditEntry> list(Reach reach, @Nullable String namespace, PageRequest page) {
        List<String> among =
                namespace == null ? reach.restriction() : reach.covers(namespace) ? List.of(namespace) : List.of();
        List<AuditEntry> found = repository.listBefore(among, page.afterId().orElse(AFTER_ALL), page.limit() + 1);
        return page.page(found, entry -> List.of(entry.auditId().toString()));
    }

    /** Removes entries that have been kept for long enough, and returns how many: fewer than a thousand when none is left. */
    public int removeOld() {
        return repository.removeBefore(clock.now().minus(retention), REMOVED_AT_ONCE);
    }
}
