package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.Overlap;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.Problem.FieldError;
import dev.kagzi.protocol.json.ProtocolJson;
import dev.kagzi.server.input.Violations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedTextTests {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    private final TypedText text = new TypedText(ProtocolJson.builder().build());
    private final Violations violations = new Violations();

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\r\n\t"})
    void emptyFieldSaysNothing(String empty) {
        assertThat(text.payload(violations, "/input", empty)).isNull();
        assertThat(text.number(violations, "/version", empty)).isNull();
        assertThat(text.duration(violations, "/delay", empty)).isNull();
        assertThat(text.instant(violations, "/startAt", empty)).isNull();
        assertThat(text.uuid(violations, "/runId", empty)).isNull();
        assertThat(text.instant(violations, "/from", empty, BERLIN)).isNull();
        assertThat(text.expiry(violations, "/expiresAt", empty, NOW)).isNull();
        assertThat(text.oneOf(violations, "/overlap", empty, Overlap.class)).isNull();
        assertThat(text.tags(violations, "/tags", empty)).isNull();
        assertThat(violations.errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": 1.10}",
                "1e400",
                "null",
                "\"ä\\ud800\"",
                "[]",
                "-0.0",
                "{\"a\":1,\"a\":2}",
                "[ 1,\r\n 2 ]",
                "[1e400, true]",
                "123456789012345678901234567890"
            })
    void keepsJsonToTheLastDigit(String json) {
        assertThat(text.payload(violations, "/input", "\r\n " + json + "\r\n")).isEqualTo(Payload.of(json));
        assertThat(violations.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"a": }   | in line 1, column 7
            {"a":1,   | in line 1, column 8: Unexpected end-of-input
            1 2       | in line 1, column 3: something follows after its end
            abc       | Unrecognized token 'abc'
            {} {}     | something follows after its end
            [1,]      | in line 1
            'a'       | in line 1
            """)
    void saysWhereJsonIsMalformed(String json, String expected) {
        assertThat(text.payload(violations, "/input", json)).isNull();

        assertThat(violations.errors()).singleElement().satisfies(error -> {
            assertThat(error.pointer()).isEqualTo("/input");
            assertThat(error.detail())
                    .startsWith("is no well-formed JSON")
                    .contains(expected)
                    .doesNotContain("Source", "start marker");
        });
    }

    @Test
    void refusesJsonThatIsNestedTooDeeply() {
        assertThat(text.payload(violations, "/input", "[".repeat(20_000))).isNull();

        assertThat(violations.errors()).containsExactly(new FieldError("/input", "is nested too deeply"));
    }

    @Test
    void readsTimesAndNumbers() {
        assertThat(text.duration(violations, "/delay", " 90s ")).isEqualTo(Duration.ofSeconds(90));
        assertThat(text.instant(violations, "/startAt", "2026-11-28T08:00:00Z"))
                .isEqualTo(Instant.parse("2026-11-28T08:00:00Z"));
        assertThat(text.number(violations, "/priority", "-3")).isEqualTo(-3);
        assertThat(violations.errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "-1s", "soon"})
    void refusesDurationsWithoutUnitOrBelowZero(String given) {
        assertThat(text.duration(violations, "/delay", given)).isNull();

        assertThat(violations.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.detail()).endsWith("and is '" + given + "'"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00+01:00, 2026-01-31T11:00:00Z",
        "2026-01-31T12:00, 2026-01-31T11:00:00Z",
        "2026-07-31 12:00:30, 2026-07-31T10:00:30Z",
        "2026-01-31, 2026-01-30T23:00:00Z"
    })
    void readsInstantsAndLocalTimes(String typed, Instant expected) {
        assertThat(text.instant(violations, "/from", typed, BERLIN)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2026-02-30", "2026-13-01T00:00", "10000-01-01", "12:00", "-0001-01-01T00:00"})
    void refusesOtherTimes(String typed) {
        assertThat(text.instant(violations, "/from", typed, BERLIN)).isNull();

        assertThat(violations.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.detail()).contains("Europe/Berlin", "and is '" + typed + "'"));
    }

    @Test
    void refusesLocalTimesThatTheClocksSkip() {
        assertThat(text.instant(violations, "/from", "2026-03-29T02:30", BERLIN))
                .isNull();

        assertThat(violations.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.detail()).contains("'2026-03-29T02:30'", "Europe/Berlin", "skip"));
    }

    @Test
    void namesBothInstantsOfALocalTimeThatComesTwice() {
        assertThat(text.instant(violations, "/from", "2026-10-25T02:30", BERLIN))
                .isNull();

        assertThat(violations.errors())
                .singleElement()
                .satisfies(error ->
                        assertThat(error.detail()).contains("'2026-10-25T00:30:00Z'", "'2026-10-25T01:30:00Z'"));
    }

    @Test
    void readsAnExpiry() {
        assertThat(text.expiry(violations, "/expiresAt", "90d", NOW)).isEqualTo(NOW.plus(Duration.ofDays(90)));
        assertThat(text.expiry(violations, "/expiresAt", "2027-01-01T00:00:00Z", NOW))
                .isEqualTo("2027-01-01T00:00:00Z");
        assertThat(violations.errors()).isEmpty();

        assertThat(text.expiry(violations, "/expiresAt", "90", NOW)).isNull();
        assertThat(violations.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.detail()).contains("'90d'"));
    }

    @Test
    void readsWordsInAnyCase() {
        assertThat(text.oneOf(violations, "/overlap", " wait ", Overlap.class)).isEqualTo(Overlap.WAIT);
        assertThat(violations.errors()).isEmpty();

        assertThat(text.oneOf(violations, "/overlap", "queue", Overlap.class)).isNull();
        assertThat(violations.errors())
                .containsExactly(new FieldError("/overlap", "has to be one of skip, allow, wait, and is 'queue'"));
    }

    @Test
    void readsTagsLineByLine() {
        assertThat(text.tags(violations, "/tags", "customer:c 1\r\n\r\n url:http://x\nempty:"))
                .containsExactly(Map.entry("customer", "c 1"), Map.entry("url", "http://x"), Map.entry("empty", ""));
        assertThat(violations.errors()).isEmpty();
    }

    @Test
    void namesEveryTagThatIsWrong() {
        text.tags(violations, "/tags", "none\n:value\na:1\na:2");

        assertThat(violations.errors())
                .extracting(FieldError::detail)
                .isEqualTo(List.of(
                        "has the line 'none', which has to be written as 'name:value'",
                        "has the line ':value', which has to be written as 'name:value'",
                        "names 'a' twice; a run has one value of it"));
    }
}
