package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.NonRetryableException;
import dev.kagzi.Retry;
import dev.kagzi.RetryAfterException;
import dev.kagzi.definition.RetryPolicy;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RetryDecisionTests {

    @Property
    void aPauseVariesByItsJitterAndIsNeverLongerThanTheLongest(
            @ForAll @IntRange(min = 1, max = 2_000_000_000) int attempt,
            @ForAll @LongRange(max = 100_000_000) long backoff,
            @ForAll @DoubleRange(min = 1, max = 100) double multiplier,
            @ForAll @LongRange(max = 100_000_000) long longest,
            @ForAll @DoubleRange(min = 0, max = 1) double jitter,
            @ForAll @DoubleRange(min = 0, max = 1) double random) {
        RetryPolicy policy = policy(Retry.FOREVER, backoff, multiplier, longest, jitter, List.of());
        double exact = backoff == 0 ? 0 : Math.min(backoff * Math.pow(multiplier, attempt - 1.0), longest);

        long pause = pause(RetryDecision.after(new IOException(), attempt, policy, () -> random));

        assertThat(pause)
                .isBetween(Math.round(exact * (1 - jitter)) - 1, Math.round(exact * (1 + jitter)) + 1)
                .isBetween(0L, longest);
    }

    @Test
    void pausesGrowAndStayAtTheLongest() {
        RetryPolicy policy = policy(10, 1000, 2, 5000, 0, List.of());

        assertThat(List.of(1, 2, 3, 4, 9).stream()
                        .map(attempt -> pause(RetryDecision.after(new IOException(), attempt, policy, () -> 0.5))))
                .containsExactly(1000L, 2000L, 4000L, 5000L, 5000L);
    }

    @Test
    void theLastAttemptIsFinalAndSoIsWhatMustNotBeTriedAgain() {
        RetryPolicy policy = policy(3, 1000, 2, 5000, 0, List.of(IOException.class));

        assertThat(RetryDecision.after(new IllegalStateException(), 2, policy, () -> 0.5))
                .isInstanceOf(RetryDecision.Again.class);
        assertThat(RetryDecision.after(new IllegalStateException(), 3, policy, () -> 0.5))
                .isInstanceOf(RetryDecision.Final.class);
        assertThat(RetryDecision.after(new FileNotFoundException(), 1, policy, () -> 0.5))
                .isInstanceOf(RetryDecision.Final.class);
        assertThat(RetryDecision.after(new NonRetryableException("no"), 1, policy, () -> 0.5))
                .isInstanceOf(RetryDecision.Final.class);
        assertThat(RetryDecision.after(new RetryAfterException("wait", Duration.ofDays(1)), 3, policy, () -> 0.5))
                .isInstanceOf(RetryDecision.Final.class);
    }

    @Test
    void theBodyThatKnowsWhenIsTakenAtItsWord() {
        RetryPolicy policy = policy(3, 1000, 2, 5000, 1, List.of());

        assertThat(pause(RetryDecision.after(
                        new RetryAfterException("wait", Duration.ofMinutes(7)), 1, policy, () -> 0.9)))
                .isEqualTo(Duration.ofMinutes(7).toMillis());
    }

    private static RetryPolicy policy(
            int attempts,
            long backoff,
            double multiplier,
            long longest,
            double jitter,
            List<Class<? extends Throwable>> noRetryFor) {
        return new RetryPolicy(
                attempts, Duration.ofMillis(backoff), multiplier, Duration.ofMillis(longest), jitter, noRetryFor);
    }

    private static long pause(RetryDecision decision) {
        return ((RetryDecision.Again) decision).pause().toMillis();
    }
}
