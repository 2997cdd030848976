package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.FiringSnapshot;
import dev.kagzi.protocol.Overlap;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.protocol.ScheduleSnapshot.Source;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleWordsTests {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    private final ScheduleWords words = new ScheduleWords();

    @Test
    void saysHowItStands() {
        assertThat(words.status(schedule(false, NOW.plusSeconds(60)), NOW)).isEqualTo("Active");
        assertThat(words.status(schedule(false, NOW.minusSeconds(29)), NOW)).isEqualTo("Active");
        assertThat(words.status(schedule(false, NOW.minusSeconds(31)), NOW)).isEqualTo("Late");
        assertThat(words.status(schedule(true, null), NOW)).isEqualTo("Paused");
        assertThat(words.status(schedule(false, null), NOW)).isEqualTo("Finished");
    }

    @Test
    void saysWhatBecameOfAFiring() {
        FiringSnapshot started = new FiringSnapshot(NOW, UUID.randomUUID(), null);
        FiringSnapshot waiting = new FiringSnapshot(NOW, null, null);
        FiringSnapshot missed = new FiringSnapshot(NOW, null, "MISSED");

        assertThat(words.outcome(started)).isEqualTo("Started");
        assertThat(words.why(started)).isEmpty();
        assertThat(words.outcome(waiting)).isEqualTo("Waits");
        assertThat(words.outcome(missed)).isEqualTo("Skipped");
        assertThat(words.why(missed)).contains("backfill");
        assertThat(words.why(new FiringSnapshot(NOW, null, "OVERLAP"))).contains("not finished");
        assertThat(words.why(new FiringSnapshot(NOW, null, "NEW_REASON"))).isEqualTo("NEW_REASON");
    }

    @Test
    void countsWhatIsCaughtUp() {
        assertThat(words.catchUp(0)).endsWith("Missed firings are not made up.");
        assertThat(words.catchUp(1)).contains("the newest is");
        assertThat(words.catchUp(1_000)).contains("the newest 1,000 are");
    }

    @ParameterizedTest
    @EnumSource
    void explainsEachOverlap(Overlap overlap) {
        assertThat(words.overlap(overlap)).endsWith(".");
    }

    @Test
    void aZoneThatIsGoneIsUtc() {
        assertThat(words.local(NOW, schedule("* * * * *", "Europe/Atlantis"))).isEqualTo("Fri 2026-11-27 12:00 +00:00");
    }

    @Test
    void showsSecondsWhereTheCronHasSome() {
        assertThat(words.local(NOW, schedule("*/10 * * * * *", "UTC"))).isEqualTo("Fri 2026-11-27 12:00:00 +00:00");
    }

    private static ScheduleSnapshot schedule(String cron, String zone) {
        return new ScheduleSnapshot("s", "w", cron, zone, null, Overlap.SKIP, 0, false, Source.API, null, null);
    }

    private static ScheduleSnapshot schedule(boolean paused, @Nullable Instant next) {
        return new ScheduleSnapshot(
                "s", "w", "* * * * *", "UTC", null, Overlap.SKIP, 0, paused, Source.API, next, null);
    }
}
