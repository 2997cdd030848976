package dev.kagzi.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTests {

    private static final int ALL = Integer.MAX_VALUE;

    private static final List<String> CRONS = List.of(
            "30 2 * * *",
            "0 2 * * *",
            "0 3 * * *",
            "59 1 * * *",
            "*/15 * * * *",
            "0 */2 * * *",
            "0 1/2 * * *",
            "7 * * * *",
            "30 1,2 * * *",
            "15,45 1-3 * * *",
            "0 0-23 * * *",
            "30 0-23/3 * * *",
            "0 0 1 * *",
            "59 23 31 * *",
            "0 0 29 2 *",
            "30 2 25-31 3,10 *",
            "15 2 * * 7",
            "15 2 * * 0",
            "0 12 * * 1-5",
            "*/20 2 * 3,4,10,11 6-7",
            "45 1 1-7 4,10 *",
            "0 0 */10 */2 *",
            "0 6 * * */2");

    private static Instant year(int year) {
        return LocalDate.of(year, 1, 1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"})
    void tenYearsAreWhatALookAtEveryMinuteFinds(String zone) {
        List<List<Instant>> expected = MinuteScan.firings(CRONS, ZoneId.of(zone), year(2024), year(2034));
        for (int i = 0; i < CRONS.size(); i++) {
            List<Instant> found = CronSchedule.of(CRONS.get(i), zone).oldest(year(2024), year(2034), ALL);
            assertThat(firstDifference(found, expected.get(i))).as(CRONS.get(i)).isEmpty();
        }
    }

    /** In place of two lists of half a million instants. */
    private static String firstDifference(List<Instant> found, List<Instant> expected) {
        for (int i = 0; i < Math.max(found.size(), expected.size()); i++) {
            Instant here = i < found.size() ? found.get(i) : Instant.MAX;
            Instant there = i < expected.size() ? expected.get(i) : Instant.MAX;
            if (!here.equals(there)) {
                return "%s at %d, expected %s".formatted(here, i, there);
            }
        }
        return "";
    }

    @net.jqwik.api.Tag("slow")
    @Property(tries = 100)
    void oneYearOfAnyCronIsWhatALookAtEveryMinuteFinds(
            @ForAll("crons") String cron, @ForAll("zones") String zone, @ForAll("years") int year) {
        List<Instant> expected = MinuteScan.firings(cron, ZoneId.of(zone), year(year), year(year + 1));
        CronSchedule schedule = CronSchedule.of(cron, zone);
        List<Instant> newest = expected.subList(Math.max(0, expected.size() - 100), expected.size());
        assertThat(firstDifference(schedule.oldest(year(year), year(year + 1), ALL), expected))
                .isEmpty();
        assertThat(firstDifference(schedule.newest(year(year), year(year + 1), 100), newest))
                .isEmpty();
    }

    @Provide
    Arbitrary<String> zones() {
        return Arbitraries.of(
                "Europe/Berlin",
                "America/New_York",
                "Australia/Lord_Howe",
                "Asia/Kolkata",
                "America/St_Johns",
                "Africa/Casablanca",
                "UTC");
    }

    @Provide
    Arbitrary<Integer> years() {
        return Arbitraries.integers().between(2000, 2040);
    }

    @Provide
    Arbitrary<String> crons() {
        Arbitrary<String> days = Arbitraries.oneOf(
                field(1, 31).map(day -> day + " %s *"),
                field(0, 7).map(day -> "* %s " + day),
                Arbitraries.just("* %s *"));
        return Combinators.combine(field(0, 59), field(0, 23), days, field(1, 12))
                .as((minute, hour, day, month) -> minute + " " + hour + " " + day.formatted(month));
    }

    private static Arbitrary<String> field(int lowest, int highest) {
        Arbitrary<Integer> value = Arbitraries.integers().between(lowest, highest);
        Arbitrary<String> range = Combinators.combine(value, value)
                .as((a, b) -> Math.min(a, b) + "-" + Math.max(a, b))
                .filter(text -> !text.split("-")[0].equals(text.split("-")[1]));
        Arbitrary<String> step = Combinators.combine(
                        Arbitraries.oneOf(Arbitraries.just("*"), value.map(String::valueOf), range),
                        Arbitraries.integers().between(1, highest))
                .as((of, by) -> of + "/" + by);
        Arbitrary<String> one = Arbitraries.oneOf(value.map(String::valueOf), range, step);
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just("*")),
                Tuple.of(3, one),
                Tuple.of(1, one.list().ofMinSize(2).ofMaxSize(4).map(parts -> String.join(",", parts))));
    }

    private static String firings(String cron, String zone, String from, int count) {
        return CronSchedule.of(cron, zone)
                .oldest(Instant.parse(from), Instant.parse("2999-01-01T00:00:00Z"), count)
                .stream()
                .map(Instant::toString)
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "*/20 * * * * *, UTC, 2026-01-01T00:00:05Z, 2026-01-01T00:00:20Z 2026-01-01T00:00:40Z 2026-01-01T00:01:00Z",
        "30 0 2 * * *, Europe/Berlin, 2026-03-28T00:00:00Z, 2026-03-28T01:00:30Z 2026-03-30T00:00:30Z 2026-03-31T00:00:30Z",
        "59 59 2 * * *, Europe/Berlin, 2026-10-24T12:00:00Z, 2026-10-25T00:59:59Z 2026-10-26T01:59:59Z 2026-10-27T01:59:59Z",
        "10 30 * * * *, Europe/Berlin, 2026-10-25T00:00:00Z, 2026-10-25T00:30:10Z 2026-10-25T01:30:10Z 2026-10-25T02:30:10Z",
        "10 30 1/1 * * *, Europe/Berlin, 2026-10-25T00:00:00Z, 2026-10-25T00:30:10Z 2026-10-25T01:30:10Z 2026-10-25T02:30:10Z",
        "0 0 12 L * *, UTC, 2026-02-01T00:00:00Z, 2026-02-28T12:00:00Z 2026-03-31T12:00:00Z 2026-04-30T12:00:00Z",
        "0 0 12 1-7 * MON, UTC, 2026-02-01T00:00:00Z, 2026-02-02T12:00:00Z 2026-03-02T12:00:00Z 2026-04-06T12:00:00Z",
        "0 0 0 29 2 MON, UTC, 2026-01-01T00:00:00Z, 2044-02-29T00:00:00Z 2072-02-29T00:00:00Z 2112-02-29T00:00:00Z",
        "0 0 0 * * */2, UTC, 2026-01-01T00:00:00Z, 2026-01-02T00:00:00Z 2026-01-04T00:00:00Z 2026-01-05T00:00:00Z",
        "0 9 * * MON-FRI, UTC, 2026-01-02T00:00:00Z, 2026-01-02T09:00:00Z 2026-01-05T09:00:00Z 2026-01-06T09:00:00Z",
    })
    void secondsAndExtensionsAreThoseOfSpring(String cron, String zone, String from, String expected) {
        assertThat(firings(cron, zone, from, 3)).isEqualTo(expected);
    }

    /** The clocks of Berlin: 2026-03-29 from 02:00 to 03:00, 2026-10-25 from 03:00 to 02:00. */
    @ParameterizedTest
    @CsvSource({
        "2026-10-25T00:30:00Z, 2026-10-25T00:30:00Z",
        "2026-10-25T00:30:00.000000001Z, 2026-10-26T01:30:00Z",
        "2026-10-25T01:00:00Z, 2026-10-26T01:30:00Z",
        "2026-10-25T01:30:00Z, 2026-10-26T01:30:00Z",
        "2026-03-29T00:59:59.999999999Z, 2026-03-30T00:30:00Z",
        "2026-03-29T01:00:00Z, 2026-03-30T00:30:00Z",
    })
    void whereverOneBeginsInAChangeOfTheClocksTheNextFiringIsTheSame(String from, String expected) {
        assertThat(firings("30 2 * * *", "Europe/Berlin", from, 1)).isEqualTo(expected);
    }

    @Test
    void aFiringIsNotAfterItself() {
        CronSchedule hourly = CronSchedule.of("0 * * * *", "UTC");
        Instant noon = Instant.parse("2026-01-01T12:00:00Z");
        assertThat(hourly.from(noon)).contains(noon);
        assertThat(hourly.after(noon)).contains(noon.plus(Duration.ofHours(1)));
    }

    @Test
    void theNewestOfALongOutageAreFoundAtOnce() {
        CronSchedule everySecondInJanuary = CronSchedule.of("* * * * 1 *", "Europe/Berlin");
        List<Instant> newest =
                everySecondInJanuary.newest(year(1990), year(2026).minusSeconds(3_600), 2_000);
        Instant end = Instant.parse("2025-01-31T23:00:00Z");
        assertThat(newest).hasSize(2_000).isSorted().endsWith(end.minusSeconds(1));
        assertThat(newest).startsWith(end.minusSeconds(2_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 30 2 *", "0 0 31 4,6,9,11 *", "0 0 0 * * MON#6"})
    void whatFitsNoDayNeverFires(String cron) {
        assertThat(CronSchedule.of(cron, "UTC").from(year(2026))).isEmpty();
    }

    /** The second Sunday of March, when New York has no such time. */
    @Test
    void whatLiesInAGapEveryTimeNeverFires() {
        assertThat(CronSchedule.of("0 30 2 8-14 3 SUN", "America/New_York").from(year(2026)))
                .isEmpty();
        assertThat(CronSchedule.of("0 30 2 8-14 3 SUN", "UTC").from(year(2026))).isPresent();
    }

    @Test
    void nothingFiresAfterTheLastYearThatCanBeWritten() {
        CronSchedule yearly = CronSchedule.of("0 0 1 1 *", "UTC");
        assertThat(yearly.from(Instant.parse("9998-06-01T00:00:00Z"))).contains(Instant.parse("9999-01-01T00:00:00Z"));
        assertThat(yearly.from(Instant.parse("9999-06-01T00:00:00Z"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * *|has 4 fields, expected 5",
                "@daily|has 1 field, expected 5",
                "0 0 0 1 1 * 2026|has 7 fields, expected 5",
                "60 * * * *|has '60' as its minute, expected numbers from 0 to 59",
                "0 24 * * *|has '24' as its hour",
                "0 0 0 * *|has '0' as its day of month",
                "0 0 * 13 *|has '13' as its month",
                "0 0 * * 8|has '8' as its day of week",
                "0 0 * * FOO|has 'FOO' as its day of week",
                "60 0 0 * * *|has '60' as its second",
                "30-10 * * * *|has '30-10' as its minute",
                "*/0 * * * *|has '*/0' as its minute",
                "1,,2 * * * *|has '1,,2' as its minute",
                "0 0 1 * 1|restricts both the day of month ('1') and the day of week ('1')",
                "0 0 */2 * 1|restricts both",
                "0 0 1-31 * MON|restricts both",
            })
    void aBadCronIsRefusedWithTheFieldAndTheReason(String cron, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CronFields.parse(cron))
                .withMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 ? * 1", "0 0 1 * ?", "0 0 0 1 * 1", "  0  0 1 *\t* "})
    void oneKindOfDaysIsEnough(String cron) {
        assertThat(CronSchedule.of(cron, "UTC").from(year(2026))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mars/Olympus", "+02:00", "UTC+2", "Z", "", "europe/berlin", "GMT+1"})
    void onlyZonesOfTheDatabaseAreTaken(String zone) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CronSchedule.zone(zone))
                .withMessageContaining("'" + zone + "'")
                .withMessageContaining("Europe/Berlin");
        assertThat(CronSchedule.zone("UTC").getId()).isEqualTo("UTC");
    }

    private static List<String> notes(String cron, String zone, String from, String to) {
        return new ClockChangeNotes(CronSchedule.of(cron, zone), zone).between(Instant.parse(from), Instant.parse(to));
    }

    @Test
    void notesNameWhatFallsOutAndWhatOccursTwice() {
        assertThat(notes("30 2 * * *", "Europe/Berlin", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"))
                .containsExactly(
                        "In Europe/Berlin the clocks go forward from 2026-03-29T02:00 to 2026-03-29T03:00, which leaves out"
                                + " 2026-03-29T02:30: nothing is fired then.",
                        "In Europe/Berlin the clocks go back from 2026-10-25T03:00 to 2026-10-25T02:00, which repeats"
                                + " 2026-10-25T02:30: it fires the first time only.");
        assertThat(notes("*/10 * * * *", "Europe/Berlin", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z"))
                .singleElement()
                .asString()
                .contains("2026-10-25T02:00, 2026-10-25T02:10, 2026-10-25T02:20 and 3 more: it fires each time");
        assertThat(notes("30 4 * * *", "Europe/Berlin", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"))
                .isEmpty();
        assertThat(notes("30 2 * * *", "UTC", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"))
                .isEmpty();
        assertThat(notes("30 2 * * *", "Europe/Berlin", "2026-04-01T00:00:00Z", "2026-10-01T00:00:00Z"))
                .isEmpty();
    }
}
