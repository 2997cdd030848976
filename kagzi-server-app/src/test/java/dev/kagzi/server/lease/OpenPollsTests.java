package dev.kagzi.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.server.lease.ClaimRepository.StoredName;
import dev.kagzi.server.lease.ClaimRequest.Line;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whom a run that can be claimed wakes. */
class OpenPollsTests {

    private static final UUID NAMESPACE = new UUID(0, 1);

    private final OpenPolls polls = new OpenPolls();
    private long workers;

    @Test
    void wakesOneOfMany() {
        List<OpenPoll> waiting =
                IntStream.range(0, 1_000).mapToObj(i -> waiting(1)).toList();

        assertThat(polls.beginClaims(NAMESPACE, "order")).containsExactly(waiting.get(0));
        assertThat(polls.beginClaims(NAMESPACE, "order")).containsExactly(waiting.get(1));
        assertThat(polls.beginClaims(NAMESPACE, "other")).isEmpty();
        assertThat(polls.beginClaims(new UUID(0, 2), "order")).isEmpty();
    }

    @Test
    void thoseThatAreLookingDoNotLookOnceMoreWhileAnotherWaits() {
        OpenPoll looking = open(1);
        OpenPoll waiting = waiting(1);

        assertThat(polls.beginClaims(NAMESPACE, "order")).containsExactly(waiting);
        assertThat(looking.endClaim()).isFalse();
    }

    @Test
    void whereNoneWaitsAllThatAreLookingDoSoOnceMore() {
        OpenPoll first = open(1);
        OpenPoll second = open(1);

        assertThat(polls.beginClaims(NAMESPACE, "order")).isEmpty();
        assertThat(first.endClaim()).isTrue();
        assertThat(second.endClaim()).isTrue();
    }

    @Test
    void wakesOneForEachVersion() {
        OpenPoll one = waiting(1);
        OpenPoll both = waiting(1, 2);
        OpenPoll two = waiting(2);

        assertThat(polls.beginClaims(NAMESPACE, "order")).containsExactly(one, both);
        assertThat(polls.beginClaims(NAMESPACE, "order")).containsExactly(two);
        assertThat(one.endClaim()).isTrue();
        assertThat(both.endClaim()).isTrue();
    }

    @Test
    void oneThatCoversAllVersionsIsEnough() {
        OpenPoll both = waiting(1, 2);
        OpenPoll two = waiting(2);

        assertThat(polls.beginClaims(NAMESPACE, "order")).containsExactly(both);
        assertThat(polls.beginClaims(NAMESPACE, "order")).containsExactly(two);
    }

    @Test
    void workerThatGetsNothingForNowIsAskedAndAnotherOneToo() {
        OpenPoll blocked = open(1);
        blocked.attempted(new Claimed(true, true, false, List.of(), false));
        blocked.endClaim();
        OpenPoll waiting = waiting(1);

        assertThat(polls.beginClaim(NAMESPACE, Set.of("order"))).contains(waiting);
        waiting.endClaim();
        assertThat(polls.beginClaims(NAMESPACE, "order")).containsExactly(blocked, waiting);
    }

    @Test
    void forgetsThoseThatAreGoneOrAnswered() {
        OpenPoll gone = waiting(1);
        OpenPoll answered = waiting(1);
        polls.remove(gone);
        answered.answer().complete(new PollAnswer(List.of(), List.of(), List.of(), null));

        assertThat(polls.wanted()).containsExactly(new StoredName(NAMESPACE, "order"));
        assertThat(polls.beginClaims(NAMESPACE, "order")).isEmpty();
        polls.remove(answered);
        assertThat(polls.wanted()).isEmpty();
        assertThat(polls.all()).isEmpty();
    }

    @Test
    void pollWithoutAFreePlaceWantsNothing() {
        OpenPoll full = new OpenPoll(request(0, 1));
        polls.add(full);
        full.endClaim();

        assertThat(polls.wanted()).isEmpty();
        assertThat(polls.beginClaims(NAMESPACE, "order")).isEmpty();
        assertThat(polls.beginClaim(NAMESPACE, Set.of("order"))).isEmpty();
        assertThat(polls.all()).containsExactly(full);
    }

    /** Nothing is being claimed for it. */
    private OpenPoll waiting(int... versions) {
        OpenPoll poll = open(versions);
        poll.endClaim();
        return poll;
    }

    /** The first claim for it is being made. */
    private OpenPoll open(int... versions) {
        OpenPoll poll = new OpenPoll(request(5, versions));
        polls.add(poll);
        return poll;
    }

    private ClaimRequest request(int free, int... versions) {
        List<Line> lines = IntStream.of(versions)
                .mapToObj(version -> new Line("order", "order", version, version, 5))
                .toList();
        return new ClaimRequest(NAMESPACE, new UUID(1, ++workers), 1, System.nanoTime(), free, lines, false);
    }
}
