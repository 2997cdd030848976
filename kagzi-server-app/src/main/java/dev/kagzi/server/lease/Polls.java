package dev.kagzi.server.lease;

import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.EndedClaim;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.server.lease.ClaimRepository.Noted;
import dev.kagzi.server.lease.ClaimRepository.StoredName;
import dev.kagzi.server.lease.ResolvedWaitRepository.Untaken;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.shutdown.OpenRequests;
import dev.kagzi.server.signal.Signal;
import dev.kagzi.server.signal.Signal.ClaimEnded;
import dev.kagzi.server.signal.Signal.RunClaimable;
import dev.kagzi.server.signal.Signal.WaitResolved;
import dev.kagzi.server.signal.Signal.WorkerDraining;
import dev.kagzi.server.signal.SignalListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * The long polls of this server. They cost nothing while nothing happens; a signal that a run can be claimed wakes the first one that
 * wants it, and that one, once served, wakes the next.
 */
@Component
class Polls implements SignalListener, OpenRequests {

    private static final Logger log = LoggerFactory.getLogger(Polls.class);

    private static final Duration SHORTEST_QUIET = Duration.ofSeconds(2);
    private static final Duration LOOKED_LATELY = Duration.ofSeconds(5);

    private final Claims claims;
    private final ClaimRepository repository;
    private final ResolvedWaitRepository resolvedWaits;
    private final EmptyLines emptyLines;
    private final ScheduledExecutorService executor;
    private final OpenPolls open = new OpenPolls();
    private final Inboxes inboxes = new Inboxes();
    /** Polls that the database has not been told of, the newest of each worker. */
    private final Map<WorkerKey, Long> quiet = new ConcurrentHashMap<>();

    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile long lookedNanos = System.nanoTime() - LOOKED_LATELY.toNanos();

    Polls(
            Claims claims,
            ClaimRepository repository,
            ResolvedWaitRepository resolvedWaits,
            EmptyLines emptyLines,
            @Qualifier("claimExecutor") ScheduledExecutorService executor) {
        this.claims = claims;
        this.repository = repository;
        this.resolvedWaits = resolvedWaits;
        this.emptyLines = emptyLines;
        this.executor = executor;
    }

    /** The answer to a poll: there already when it can be served at once, and empty when {@code wait} is over. */
    CompletableFuture<PollAnswer> open(ClaimRequest request, Duration wait) {
        OpenPoll poll = new OpenPoll(request);
        Inbox inbox = inboxes.of(request.worker());
        boolean isNext = inbox.opened(request.requestId());
        open.add(poll).ifPresent(older -> answer(older, List.of()));
        poll.answer().whenComplete((answer, failure) -> open.remove(poll));
        try {
            Claimed claimed = arrive(poll, isNext && isQuiet(request, wait, inbox), inbox);
            if (isServed(claimed, inbox) || wait.isZero()) {
                serve(poll, claimed);
            } else {
                waitFor(poll, wait);
            }
        } catch (RuntimeException e) {
            poll.answer().completeExceptionally(e);
            if (e instanceof ProblemException) {
                // There is no such session, and nobody would ever ask for what is kept for it.
                inboxes.remove(request.worker());
            }
        }
        return poll.answer();
    }

    /**
     * Whether there is nothing for the poll that would need the database now. It has to be open when {@link #look} finds what was missed:
     * that emptiness would not end otherwise.
     */
    private boolean isQuiet(ClaimRequest request, Duration wait, Inbox inbox) {
        return wait.compareTo(SHORTEST_QUIET) >= 0
                && inbox.isQuiet()
                && System.nanoTime() - lookedNanos < LOOKED_LATELY.toNanos()
                && (request.free() < 1 || emptyLines.areAll(request));
    }

    private Claimed arrive(OpenPoll poll, boolean isQuiet, Inbox inbox) {
        ClaimRequest request = poll.request();
        if (isQuiet) {
            quiet.merge(request.worker(), request.requestId(), Math::max);
        }
        if (inbox.isOvertaken(request.requestId())) {
            return Claimed.OVERTAKEN;
        }
        if (isQuiet) {
            return Claimed.NOTHING;
        }
        Claimed claimed = claims.arrive(request);
        attempted(poll, claimed);
        return claimed;
    }

    /** The database has been told of the poll. */
    private void attempted(OpenPoll poll, Claimed claimed) {
        poll.noted();
        poll.attempted(claimed);
        inbox(poll.request().worker()).ifPresent(inbox -> {
            inbox.attempted(poll.request().requestId(), claimed);
            if (claimed.isDraining()) {
                inbox.drain();
            }
        });
    }

    private boolean isServed(Claimed claimed, Inbox inbox) {
        return !claimed.isNewest() || !claimed.runs().isEmpty() || inbox.hasNews() || stopped.get();
    }

    private void waitFor(OpenPoll poll, Duration wait) {
        ScheduledFuture<?> expiry = executor.schedule(() -> endWait(poll), wait.toMillis(), TimeUnit.MILLISECONDS);
        poll.answer().whenComplete((answer, failure) -> expiry.cancel(false));
        goOnWaiting(poll);
    }

    private void goOnWaiting(OpenPoll poll) {
        if (poll.endClaim()) {
            executor.execute(() -> claim(poll));
        } else if (poll.isEnding()) {
            answer(poll, List.of());
        }
    }

    /**
     * A poll that waits for new runs of any of these workflows. Until {@link #served} or {@link #notServed} is called, nothing else is
     * claimed for it and it gets no answer.
     */
    Optional<OpenPoll> take(UUID namespaceId, Set<String> workflows) {
        return open.beginClaim(namespaceId, workflows);
    }

    /** Runs have been claimed for the poll; answered on another thread. */
    void served(OpenPoll poll, Claimed claimed) {
        executor.execute(() -> {
            try {
                attempted(poll, claimed);
                serve(poll, claimed);
            } catch (RuntimeException e) {
                poll.answer().completeExceptionally(e);
            }
            if (poll.endClaim()) {
                // A signal has come that it does not need.
                passOn(poll);
            }
        });
    }

    /** Nothing has been claimed for the poll. */
    void notServed(OpenPoll poll) {
        executor.execute(() -> goOnWaiting(poll));
    }

    /** Nobody knows whether anything has been claimed for the poll: the same poll again gets it. */
    void failed(OpenPoll poll, RuntimeException failure) {
        executor.execute(() -> {
            poll.answer().completeExceptionally(failure);
            passOn(poll);
        });
    }

    @Override
    public String kind() {
        return "polls";
    }

    @Override
    public int open() {
        return open.all().size();
    }

    @Override
    public void answerAll() {
        stopped.set(true);
        open.all().forEach(this::endWait);
    }

    @Override
    public void letWait() {
        stopped.set(false);
    }

    /** What this worker has to be told, where it polls here. */
    Optional<Inbox> inbox(WorkerKey worker) {
        return inboxes.find(worker);
    }

    /** The worker's session is closed. */
    void forget(WorkerKey worker) {
        open.ofWorker(worker).ifPresent(poll -> answer(poll, List.of()));
        inboxes.remove(worker);
    }

    @Override
    public void onSignal(Signal signal) {
        if (signal instanceof RunClaimable claimable) {
            emptyLines.heardOf(claimable.namespaceId(), claimable.workflow());
            wakeNext(claimable.namespaceId(), claimable.workflow());
        } else if (signal instanceof ClaimEnded ended) {
            tell(
                    new WorkerKey(ended.namespaceId(), ended.workerId()),
                    inbox -> inbox.addEnded(new EndedClaim(ended.runId(), ended.claim())));
        } else if (signal instanceof WaitResolved resolved) {
            tell(
                    new WorkerKey(resolved.namespaceId(), resolved.workerId()),
                    inbox -> inbox.addResolved(resolved.runId()));
        } else if (signal instanceof WorkerDraining draining) {
            tell(new WorkerKey(draining.namespaceId(), draining.workerId()), Inbox::drain);
        }
    }

    private void tell(WorkerKey worker, Consumer<Inbox> news) {
        inbox(worker).ifPresent(inbox -> {
            news.accept(inbox);
            deliver(worker, inbox);
        });
    }

    /**
     * Looks whether there is something to claim for any open poll, and tells the database which workers have polled: a statement each,
     * whatever their number.
     */
    void look() {
        List<StoredName> names = open.wanted();
        if (!names.isEmpty()) {
            repository.withClaimable(names).forEach(name -> {
                emptyLines.heardOf(name.namespaceId(), name.workflow());
                wakeNext(name.namespaceId(), name.workflow());
            });
        }
        inboxes.prune(open);
        noteQuietPolls();
        lookedNanos = System.nanoTime();
    }

    private void noteQuietPolls() {
        Map<WorkerKey, Long> arrived = Map.copyOf(quiet);
        if (!arrived.isEmpty()) {
            claims.note(arrived).forEach(noted -> noted(noted, Objects.requireNonNull(arrived.get(noted.worker()))));
        }
    }

    private void noted(Noted noted, long requestId) {
        WorkerKey worker = noted.worker();
        Optional<OpenPoll> waiting =
                open.ofWorker(worker).filter(poll -> poll.request().requestId() == requestId && !poll.isNoted());
        if (noted.before() == null) {
            forget(worker);
        } else if (noted.before() < requestId) {
            waiting.ifPresent(OpenPoll::noted);
        } else if (waiting.isPresent() && !beginClaim(waiting.get())) {
            // Another server knows more of it, and the claim that is just being made may not have seen that.
            return;
        }
        quiet.remove(worker, requestId);
    }

    private boolean beginClaim(OpenPoll poll) {
        boolean begins = poll.beginClaimIfIdle();
        if (begins) {
            executor.execute(() -> claim(poll));
        }
        return begins;
    }

    /** Tells workers that were asked to drain. */
    void tellDraining() {
        if (!open.all().isEmpty()) {
            repository.draining().stream()
                    .filter(worker -> open.ofWorker(worker).isPresent())
                    .forEach(worker -> tell(worker, Inbox::drain));
        }
    }

    private void wakeNext(UUID namespaceId, String stored) {
        open.beginClaims(namespaceId, stored).forEach(poll -> executor.execute(() -> claim(poll)));
    }

    private void claim(OpenPoll poll) {
        try {
            boolean wasBlocked = poll.isBlocked();
            Claimed claimed = Claimed.NOTHING;
            do {
                claimed = poll.answer().isDone() ? Claimed.OVERTAKEN : claims.claim(poll.request(), poll.isNoted());
                attempted(poll, claimed);
            } while (claimed.isNewest() && claimed.runs().isEmpty() && poll.endClaim());
            if (!claimed.isNewest() || !claimed.runs().isEmpty() || poll.isEnding()) {
                serve(poll, claimed);
                passOn(poll);
            } else if (poll.isBlocked() && !wasBlocked) {
                // It has used up a signal that is for others.
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

    private void deliver(WorkerKey worker, Inbox inbox) {
        open.ofWorker(worker)
                .ifPresent(poll -> executor.execute(() -> {
                    if (inbox.hasNews()) {
                        endWait(poll);
                    }
                }));
    }

    private void endWait(OpenPoll poll) {
        if (poll.endWait()) {
            answer(poll, List.of());
        }
    }

    private void serve(OpenPoll poll, Claimed claimed) {
        ClaimRequest request = poll.request();
        List<ClaimedRun> runs = claimed.runs();
        boolean isAnswered = answer(poll, runs);
        // Whose poll was cancelled, as of a key that was revoked, does not ask again.
        boolean asksAgain =
                !poll.answer().isCancelled() && inboxes.of(request.worker()).isNewest(request.requestId());
        if (!isAnswered && mayGiveBack(claimed) && !asksAgain) {
            log.debug(
                    "Poll {} of worker {} had ended; {} runs are given back",
                    request.requestId(),
                    request.workerId(),
                    runs.size());
            claims.giveBack(request, runs);
        }
    }

    /** The worker may be executing what an earlier answer to the same poll has brought. */
    private static boolean mayGiveBack(Claimed claimed) {
        return !claimed.runs().isEmpty() && !claimed.isRepeated();
    }

    private boolean answer(OpenPoll poll, List<ClaimedRun> runs) {
        try {
            return poll.answerOnce(() -> answer(poll.request(), runs));
        } catch (RuntimeException e) {
            // The same poll again gets the same runs.
            return poll.answer().completeExceptionally(e);
        }
    }

    private PollAnswer answer(ClaimRequest request, List<ClaimedRun> runs) {
        Inbox inbox = inboxes.of(request.worker());
        Inbox.Content content = inbox.take();
        Map<UUID, Long> claims = resolvedWaits.claimsOf(
                request.namespaceId(), request.workerId(), content.resolved().keySet());
        Untaken untaken = resolvedWaits.find(request.namespaceId(), claims, inbox.told());
        inbox.keepResolved(content, claims.keySet());
        inbox.tell(untaken);
        return new PollAnswer(runs, untaken.outcomes(), content.ended(), content.isDraining() ? true : null);
    }
}
