package dev.kagzi.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.worker.EndedClaim;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InboxTests {

    private final Inbox inbox = new Inbox();
    private final EndedClaim claim = new EndedClaim(UUID.randomUUID(), 3);

    @Test
    void endedClaimIsNewsOnceAndSaidUntilItIsHeard() {
        inbox.opened(1);
        inbox.addEnded(claim);
        assertThat(inbox.hasNews()).isTrue();
        assertThat(inbox.take().ended()).containsExactly(claim);
        inbox.opened(2);
        assertThat(inbox.hasNews()).isFalse();
        assertThat(inbox.take().ended()).containsExactly(claim);
        inbox.opened(3);
        assertThat(inbox.take().ended()).isEmpty();
    }

    @Test
    void samePollAgainMakesNewsOfWhatItWasAnswered() {
        inbox.opened(1);
        inbox.addEnded(claim);
        inbox.take();
        inbox.opened(1);
        assertThat(inbox.hasNews()).isTrue();
        assertThat(inbox.take().ended()).containsExactly(claim);
    }

    @Test
    void renewalThatDoesNotListTheRunShowsThatItIsDropped() {
        inbox.opened(1);
        inbox.addEnded(claim);
        inbox.keepEnded(Set.of(claim.runId()));
        assertThat(inbox.take().ended()).containsExactly(claim);
        inbox.keepEnded(Set.of());
        assertThat(inbox.take().ended()).isEmpty();
    }

    @Test
    void resolvedWaitIsSaidUntilItIsTaken() {
        inbox.opened(1);
        inbox.addResolved(claim.runId());
        inbox.keepResolved(inbox.take(), Set.of(claim.runId()));
        inbox.opened(9);
        Inbox.Content answered = inbox.take();
        assertThat(answered.resolved()).containsOnlyKeys(claim.runId());
        inbox.keepResolved(answered, Set.of());
        assertThat(inbox.take().resolved()).isEmpty();
    }

    @Test
    void anotherWaitThatResolvesMeanwhileIsNotForgotten() {
        inbox.opened(1);
        inbox.addResolved(claim.runId());
        Inbox.Content answered = inbox.take();
        inbox.addResolved(claim.runId());
        inbox.keepResolved(answered, Set.of());
        assertThat(inbox.take().resolved()).containsOnlyKeys(claim.runId());
    }
}
