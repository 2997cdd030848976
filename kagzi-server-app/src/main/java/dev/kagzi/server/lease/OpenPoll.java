package dev.kagzi.server.lease;

import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.server.lease.ClaimRepository.StoredName;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A poll that waits in memory. One attempt to claim for it runs at a time; a signal during one asks for another. */
final class OpenPoll {

    private enum State {
        IDLE,
        CLAIMING,
        CLAIMING_AND_ASKED_AGAIN
    }

    private final ClaimRequest request;
    private final Set<String> storedNames;
    private final CompletableFuture<PollAnswer> answer = new CompletableFuture<>();
    private long arrival;
    private volatile boolean isBlocked;
    private volatile boolean isNoted;
    /** A poll is open before the first attempt to claim for it, so that no signal in between is missed. */
    private State state = State.CLAIMING;

    private boolean isEnding;

    OpenPoll(ClaimRequest request) {
        this.request = request;
        this.storedNames =
                request.lines().stream().map(ClaimRequest.Line::stored).collect(Collectors.toUnmodifiableSet());
    }

    ClaimRequest request() {
        return request;
    }

    /** Names under which the runs it wants are stored. */
    Set<String> storedNames() {
        return storedNames;
    }

    CompletableFuture<PollAnswer> answer() {
        return answer;
    }

    void arrivedAs(long number) {
        arrival = number;
    }

    long arrival() {
        return arrival;
    }

    /** Whether its last attempt found that its worker gets nothing for now. */
    boolean isBlocked() {
        return isBlocked;
    }

    void attempted(Claimed claimed) {
        isBlocked = claimed.isBlocked() || claimed.isDraining();
    }

    /** Whether the database has been told of it. */
    boolean isNoted() {
        return isNoted;
    }

    void noted() {
        isNoted = true;
    }

    /** Where it wants runs from: nowhere when it has no free place. */
    List<StoredName> wanted() {
        return request.free() < 1
                ? List.of()
                : storedNames.stream()
                        .map(name -> new StoredName(request.namespaceId(), name))
                        .toList();
    }

    /** Versions it takes of the runs that are stored under this name. */
    Set<Integer> versionsOf(String stored) {
        return request.lines().stream()
                .filter(line -> line.stored().equals(stored))
                .map(ClaimRequest.Line::version)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the caller has to start an attempt. */
    synchronized boolean beginClaim() {
        if (answer.isDone() || isEnding && state == State.IDLE) {
            return false;
        }
        boolean begins = state == State.IDLE;
        state = begins ? State.CLAIMING : State.CLAIMING_AND_ASKED_AGAIN;
        return begins;
    }

    /** Whether the caller makes an attempt; where one is made already, none is asked for. */
    synchronized boolean beginClaimIfIdle() {
        if (state != State.IDLE || isEnding || answer.isDone()) {
            return false;
        }
        state = State.CLAIMING;
        return true;
    }

    /** Whether the caller, whose attempt found nothing, has to make another one. */
    synchronized boolean endClaim() {
        boolean again = state == State.CLAIMING_AND_ASKED_AGAIN;
        state = again ? State.CLAIMING : State.IDLE;
        return again;
    }

    /**
     * Ends the wait. Nothing is answered while a claim is being made: its runs would be this worker's, and it would not know.
     *
     * @return whether the caller has to answer; otherwise who claims does, with what there is then
     */
    synchronized boolean endWait() {
        isEnding = true;
        return state == State.IDLE;
    }

    synchronized boolean isEnding() {
        return isEnding;
    }

    /** Answers unless that has been done; the answer is only put together when it is sent. */
    synchronized boolean answerOnce(Supplier<PollAnswer> made) {
        return !answer.isDone() && answer.complete(made.get());
    }
}
