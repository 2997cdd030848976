package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiringTimeTests {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void isWhatTheClocksOfItsZoneShow() {
        FiringTime firing =
                times("2026-11-28T05:00:00Z", "2026-11-27T05:00:00Z").get(0);

        assertThat(firing.local()).isEqualTo("Sat 2026-11-28 06:00 +01:00");
        assertThat(firing.clockChange()).isNull();
    }

    @Test
    void hasSecondsWhereThereAreSome() {
        assertThat(times("2026-11-28T05:00:30Z", "2026-11-27T05:00:00Z").get(0).local())
                .isEqualTo("Sat 2026-11-28 06:00:30 +01:00");
    }

    @Test
    void hasSecondsWhereOthersOfTheListHaveSome() {
        List<Instant> firings = List.of(Instant.parse("2026-11-28T05:00:30Z"), Instant.parse("2026-11-28T05:01:00Z"));

        assertThat(FiringTime.of(firings, BERLIN, firings.get(0)))
                .extracting(FiringTime::local)
                .containsExactly("Sat 2026-11-28 06:00:30 +01:00", "Sat 2026-11-28 06:01:00 +01:00");
    }

    @Test
    void saysWhenTheClocksChangeBeforeIt() {
        List<FiringTime> firings = FiringTime.of(
                List.of(
                        Instant.parse("2027-03-27T05:00:00Z"),
                        Instant.parse("2027-03-28T04:00:00Z"),
                        Instant.parse("2027-03-29T04:00:00Z")),
                BERLIN,
                Instant.parse("2027-03-26T12:00:00Z"));

        assertThat(firings).extracting(FiringTime::local).allMatch(local -> local.contains("06:00"));
        assertThat(firings.get(0).clockChange()).isNull();
        assertThat(firings.get(1).clockChange()).contains("forward by 1 h");
        assertThat(firings.get(2).clockChange()).isNull();
    }

    @Test
    void saysSoOfTheFirstOneToo() {
        assertThat(times("2026-10-25T05:00:00Z", "2026-10-24T12:00:00Z").get(0).clockChange())
                .contains("back by 1 h");
    }

    private static List<FiringTime> times(String firing, String from) {
        return FiringTime.of(List.of(Instant.parse(firing)), BERLIN, Instant.parse(from));
    }
}
