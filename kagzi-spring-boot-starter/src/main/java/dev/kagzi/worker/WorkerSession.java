package dev.kagzi.worker;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.protocol.worker.Renew;
import dev.kagzi.protocol.worker.Renewed;
import dev.kagzi.protocol.worker.Session;
import dev.kagzi.transport.ServerProblemException;
import dev.kagzi.transport.WorkerApi;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker's session with the server: opened by the first call, and again whenever the server does not know it. */
final class WorkerSession {

    private static final Logger log = LoggerFactory.getLogger(WorkerSession.class);

    private static final Duration MAX_POLL = Duration.ofSeconds(30);

    private final WorkerApi api;
    private final OpenSession request;
    private final ServerContact contact;
    private final WorkerClock clock;
    private volatile @Nullable Session session;
    private final ClockSkew clockSkew = new ClockSkew();

    WorkerSession(WorkerApi api, OpenSession request, ServerContact contact, WorkerClock clock) {
        this.clock = clock;
        this.api = api;
        this.request = request;
        this.contact = contact;
    }

    /** Calls the server with the id of the session. */
    <T> T call(Function<UUID, T> exchange) {
        try {
            T answer = callOrReopen(exchange);
            contact.answered();
            return answer;
        } catch (RuntimeException e) {
            contact.failed(e);
            throw e;
        }
    }

    ServerContact contact() {
        return contact;
    }

    /** By how much the server's clock is ahead, as the newest measurements have it; null before the first. */
    @Nullable Duration clockSkew() {
        return clockSkew.get();
    }

    Renewed renew(UUID workerId, Renew renew) {
        return measured(() -> api.renew(workerId, renew), Renewed::now);
    }

    private <T> T measured(Supplier<T> exchange, Function<T, @Nullable Instant> serverTime) {
        Instant asked = clock.now();
        T answer = exchange.get();
        clockSkew.measured(serverTime.apply(answer), asked, clock.now());
        return answer;
    }

    WorkerApi api() {
        return api;
    }

    /** How often claims are to be renewed; known once the session has been opened. */
    Optional<Duration> renewInterval() {
        Session now = session;
        return now == null ? Optional.empty() : Optional.of(now.renewInterval());
    }

    /** How long a poll may wait: a worker that holds nothing is taken for dead when it is not heard of for two leases. */
    Duration longestPoll() {
        Session now = session;
        Duration lease = now == null ? MAX_POLL : now.leaseDuration();
        return lease.compareTo(MAX_POLL) < 0 ? lease : MAX_POLL;
    }

    /** Tells the server that nothing is held any more. Best effort: the leases run out by themselves. */
    void close() {
        Session now = session;
        if (now == null) {
            return;
        }
        try {
            api.close(now.workerId());
        } catch (RuntimeException e) {
            log.debug("The session could not be closed.", e);
        }
    }

    private <T> T callOrReopen(Function<UUID, T> exchange) {
        Session now = opened(null);
        try {
            return exchange.apply(now.workerId());
        } catch (ServerProblemException e) {
            if (!e.is(ProblemCode.SESSION_UNKNOWN)) {
                throw e;
            }
            log.debug("The server does not know session {}: registers again.", now.workerId());
            return exchange.apply(opened(now).workerId());
        }
    }

    /** Opens a session in place of {@code unknown}, unless another thread has done so. The instance stays the same. */
    private synchronized Session opened(@Nullable Session unknown) {
        Session now = session;
        if (now == null || now == unknown) {
            now = measured(() -> api.open(request), Session::now);
            session = now;
            // The poll that follows may wait for half a minute, and the server is not away meanwhile.
            contact.answered();
        }
        return now;
    }
}
