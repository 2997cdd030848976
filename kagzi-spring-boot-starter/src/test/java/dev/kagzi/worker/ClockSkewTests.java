package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockSkewTests {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final ClockSkew skew = new ClockSkew();

    @Test
    void isUnknownUntilItIsMeasured() {
        assertThat(skew.get()).isNull();
        skew.measured(null, NOON, NOON);
        skew.measured(NOON, NOON, NOON.minusSeconds(1));
        assertThat(skew.get()).isNull();
    }

    @Test
    void takesTheServerToHaveAnsweredHalfWay() {
        skew.measured(NOON.plusSeconds(3), NOON, NOON.plusSeconds(2));
        assertThat(skew.get()).isEqualTo(Duration.ofSeconds(2));
        skew.measured(NOON.minusSeconds(3), NOON, NOON.plusSeconds(1));
        assertThat(skew.get()).isEqualTo(Duration.ofMillis(-3500));
    }

    @Test
    void theShortestWayCountsAndOfTwoTheNewer() {
        measure(Duration.ofSeconds(1), Duration.ofMillis(10));
        measure(Duration.ofSeconds(2), Duration.ofMillis(500));
        assertThat(skew.get()).isEqualTo(Duration.ofSeconds(1));
        measure(Duration.ofSeconds(3), Duration.ofMillis(10));
        assertThat(skew.get()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aClockThatWasSetIsNoticedHoweverFastTheAnswersWereBefore() {
        measure(Duration.ZERO, Duration.ofMillis(1));
        for (int i = 0; i < 8; i++) {
            measure(Duration.ofMinutes(5), Duration.ofMillis(20 + i));
        }
        assertThat(skew.get()).isEqualTo(Duration.ofMinutes(5));
    }

    private void measure(Duration ahead, Duration roundTrip) {
        skew.measured(NOON.plus(roundTrip.dividedBy(2)).plus(ahead), NOON, NOON.plus(roundTrip));
    }
}
