package dev.kagzi.server.lease;

import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.EndedClaim;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.server.lease.ClaimRepository.StoredName;
import dev.kagzi.server.signal.Signal;
import dev.kagzi.server.signal.Signal.ClaimEnded;
import dev.kagzi.server.signal.Signal.RunClaimable;
import dev.kagzi.server.signal.Signal.WaitResolved;
import dev.kagzi.server.signal.SignalListener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * The long polls of this server. They cost nothing while nothing happens; a signal that a run can be claimed wakes the first one that
 * wants it, and that one, once served, wakes the next.
 */
@Component
class Polls implements SignalListener {

    private static final Logger log = LoggerFactory.getLogger(Polls.class);

    private final Claims claims;
    private final ClaimRepository repository;
    private final ResolvedWaitRepository resolvedWaits;
    private final ScheduledExecutorService executor;
    private final OpenPolls open = new OpenPolls();
    private final Inboxes inboxes = new Inboxes();
    private final AtomicBoolean stopped = new AtomicBoolean();

    Polls(
            Claims claims,
            ClaimRepository repository,
            ResolvedWaitRepository resolvedWaits,
            @Qualifier("claimExecutor") ScheduledExecutorService executor) {
        this.claims = claims;
        this.repository = repository;
        this.resolvedWaits = resolvedWaits;
        this.executor = executor;
    }

    /** The answer to a poll: there already when it can be served at once, and empty when {@code wait} is over. */
    CompletableFuture<PollAnswer> open(ClaimRequest request, Duration wait) {
        OpenPoll poll = new OpenPoll(request);
        Inbox inbox = inboxes.of(request.workerId());
        inbox.opened(request.requestId());
        open.add(poll).ifPresent(older -> answer(older, List.of()));
        poll.answer().whenComplete((answer, failure) -> open.remove(poll));
        try {
            Claimed claimed = claims.arrive(request);
            boolean isServed = !claimed.isNewest()
                    || !claimed.runs().isEmpty()
                    || inbox.hasNews()
                    || stopped.get()
                    || wait.isZero();
            if (isServed) {
                serve(poll, claimed.runs());
            } else {
                waitFor(poll, wait);
            }
        } catch (RuntimeException e) {
            poll.answer().completeExceptionally(e);
        }
        return poll.answer();
    }

    private void waitFor(OpenPoll poll, Duration wait) {
        ScheduledFuture<?> expiry =
                executor.schedule(() -> answer(poll, List.of()), wait.toMillis(), TimeUnit.MILLISECONDS);
        poll.answer().whenComplete((answer, failure) -> expiry.cancel(false));
        if (poll.endClaim()) {
            executor.execute(() -> claim(poll));
        }
    }

    /** Answers all polls at once and from now on: the server stops. */
    void stop() {
        stopped.set(true);
        open.all().forEach(poll -> answer(poll, List.of()));
    }

    /** What this worker has to be told, where it polls here. */
    Optional<Inbox> inbox(UUID workerId) {
        return inboxes.find(workerId);
    }

    /** The worker's session is closed. */
    void forget(UUID workerId) {
        open.ofWorker(workerId).ifPresent(poll -> answer(poll, List.of()));
        inboxes.remove(workerId);
    }

    @Override
    public void onSignal(Signal signal) {
        if (signal instanceof RunClaimable claimable) {
            wakeNext(claimable.namespaceId(), claimable.workflow());
        } else if (signal instanceof ClaimEnded ended) {
            inbox(ended.workerId()).ifPresent(inbox -> {
                inbox.addEnded(new EndedClaim(ended.runId(), ended.claim()));
                deliver(ended.workerId(), inbox);
            });
        } else if (signal instanceof WaitResolved resolved) {
            inbox(resolved.workerId()).ifPresent(inbox -> {
                inbox.addResolved(resolved.runId());
                deliver(resolved.workerId(), inbox);
            });
        }
    }

    /** Looks whether there is something to claim for any open poll: one query, whatever their number. */
    void look() {
        List<StoredName> names = open.wanted();
        if (!names.isEmpty()) {
            repository.withClaimable(names).forEach(name -> wakeNext(name.namespaceId(), name.workflow()));
        }
        inboxes.prune(open);
    }

    private void wakeNext(UUID namespaceId, String stored) {
        open.beginClaim(namespaceId, stored).ifPresent(poll -> executor.execute(() -> claim(poll)));
    }

    private void claim(OpenPoll poll) {
        try {
            Claimed claimed = Claimed.NOTHING;
            do {
                claimed = poll.answer().isDone() ? Claimed.OVERTAKEN : claims.claim(poll.request());
            } while (claimed.isNewest() && claimed.runs().isEmpty() && poll.endClaim());
            if (!claimed.isNewest() || !claimed.runs().isEmpty()) {
                serve(poll, claimed.runs());
                passOn(poll);
            }
        } catch (RuntimeException e) {
            poll.answer().completeExceptionally(e);
            passOn(poll);
        }
    }

    /** There may be more, and the signal that said so is used up. */
    private void passOn(OpenPoll served) {
        served.storedNames().forEach(name -> wakeNext(served.request().namespaceId(), name));
    }

    private void deliver(UUID workerId, Inbox inbox) {
        open.ofWorker(workerId)
                .ifPresent(poll -> executor.execute(() -> {
                    if (inbox.hasNews()) {
                        answer(poll, List.of());
                    }
                }));
    }

    private void serve(OpenPoll poll, List<ClaimedRun> runs) {
        ClaimRequest request = poll.request();
        boolean isAnswered = answer(poll, runs);
        if (!isAnswered && !runs.isEmpty() && !inboxes.of(request.workerId()).isNewest(request.requestId())) {
            log.debug(
                    "Poll {} of worker {} had ended; {} runs are given back",
                    request.requestId(),
                    request.workerId(),
                    runs.size());
            claims.giveBack(request, runs);
        }
    }

    private boolean answer(OpenPoll poll, List<ClaimedRun> runs) {
        ClaimRequest request = poll.request();
        return poll.answerOnce(() -> {
            Inbox.Content content = inboxes.of(request.workerId()).take();
            return new PollAnswer(
                    runs,
                    resolvedWaits.find(request.namespaceId(), request.workerId(), content.resolved()),
                    content.ended(),
                    null);
        });
    }
}
