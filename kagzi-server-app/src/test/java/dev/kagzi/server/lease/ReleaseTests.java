package dev.kagzi.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReleaseTests {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void firstExpiriesPutTheRunBackInLineAtOnce() {
        Release release = Release.expired(run(0), NOW, true);

        assertThat(release.to()).isEqualTo(RunStatus.PENDING);
        assertThat(release.expiredClaims()).isEqualTo(1);
        assertThat(release.pausedUntil()).isNull();
    }

    @Test
    void pausesGrowFromTheSecondExpiryOn() {
        assertThat(Release.expired(run(1), NOW, true).pausedUntil()).isEqualTo(NOW.plusSeconds(1));
        assertThat(Release.expired(run(2), NOW, true).pausedUntil()).isEqualTo(NOW.plusSeconds(2));
        assertThat(Release.expired(run(8), NOW, true).pausedUntil()).isEqualTo(NOW.plus(Duration.ofMinutes(1)));
    }

    @Test
    void tenthExpiryInARowNeedsAttention() {
        Release release = Release.expired(run(9), NOW, true);

        assertThat(release.to()).isEqualTo(RunStatus.NEEDS_ATTENTION);
        assertThat(release.failure()).isNotNull();
        assertThat(release.failure().type()).isEqualTo("CRASH_LOOP");
    }

    @Test
    void expiryWhileServersWereAwayDoesNotCount() {
        Release release = Release.expired(run(9), NOW, false);

        assertThat(release.to()).isEqualTo(RunStatus.PENDING);
        assertThat(release.expiredClaims()).isEqualTo(9);
    }

    private static LockedRun run(int expiredClaims) {
        return new LockedRun(
                UUID.randomUUID(),
                "w",
                RunStatus.RUNNING,
                3,
                UUID.randomUUID(),
                NOW,
                null,
                UUID.randomUUID(),
                null,
                false,
                expiredClaims,
                0,
                4,
                false,
                false,
                false,
                false,
                null,
                null);
    }
}
