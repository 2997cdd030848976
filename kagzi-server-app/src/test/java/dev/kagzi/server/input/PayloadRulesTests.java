package dev.kagzi.server.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.json.PayloadScan;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.settings.ServerSettings;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class PayloadRulesTests {

    private final PayloadRules rules =
            new PayloadRules(new ServerSettings(Duration.ofSeconds(30), null, DataSize.ofKilobytes(64), 10, true));

    private void assertRefused(String json, ProblemCode code, String... said) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> rules.check("/input", Payload.of(json)))
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(code);
                    assertThat(problem.problem().detail()).contains("/input").contains(List.of(said));
                });
    }

    @Test
    void sizeUpToTheLimit() {
        assertThatCode(() -> rules.check("/input", Payload.of("\"" + "x".repeat(65_534) + "\"")))
                .doesNotThrowAnyException();
        assertRefused(
                "\"" + "x".repeat(65_535) + "\"",
                ProblemCode.PAYLOAD_TOO_LARGE,
                "65537",
                "65536",
                "kagzi.server.max-payload");
    }

    @Test
    void depthUpToTheLimit() {
        assertThatCode(() -> rules.check("/input", Payload.of("[".repeat(500) + "]".repeat(500))))
                .doesNotThrowAnyException();
        assertRefused("[".repeat(501) + "]".repeat(501), ProblemCode.PAYLOAD_TOO_COMPLEX, "501", "500");
        assertRefused("{\"a\":".repeat(501) + "1" + "}".repeat(501), ProblemCode.PAYLOAD_TOO_COMPLEX, "at most");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[],[],[[]]]", "\"[[[[\"", "\"\\\"[[\"", "\"\\\\\""})
    void depthIsThatOfTheTreeAndNotOfItsTexts(String json) {
        assertThat(new PayloadScan(Payload.of(json)).maxDepth()).isLessThanOrEqualTo(3);
    }

    @Test
    void digitsUpToTheLimit() {
        assertThatCode(() -> rules.check("/input", Payload.of("[-" + "9".repeat(10_000) + ",1]")))
                .doesNotThrowAnyException();
        assertRefused("9".repeat(10_001), ProblemCode.PAYLOAD_TOO_COMPLEX, "10001", "10000");
        assertRefused("0." + "1".repeat(5_000) + "e+" + "1".repeat(5_000), ProblemCode.PAYLOAD_TOO_COMPLEX, "at most");
        assertThatCode(() -> rules.check("/input", Payload.of("\"" + "9".repeat(20_000) + "\"")))
                .doesNotThrowAnyException();
        assertThatCode(() -> rules.check("/input", Payload.of("[" + "1234567, ".repeat(5_000) + "1]")))
                .doesNotThrowAnyException();
    }

    @Test
    void absentPayloadsAreFine() {
        assertThatCode(() -> rules.check("/input", null)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"a\":[1,2]}|{ \"a\" : [ 1 , 2 ] }|true",
                "{\"a\":\"x y\"}|{\"a\":\"xy\"}|false",
                "{\"a\":\"x y\"}|{\"a\" :\"x y\"}|true",
                "{\"a b\":1}|{\"ab\":1}|false",
                "\"\\\" a\"|\"\\\"a\"|false",
                "1.0|1.00|false",
                "{\"a\":1,\"b\":2}|{\"b\":2,\"a\":1}|false",
                "\"\\u00fc\"|\"ü\"|false",
                "null|null|true"
            })
    void samePayloadsAreThoseWithTheSameBytesOutsideWhiteSpace(String one, String other, boolean same) {
        byte[] hash = PayloadRules.hash(Payload.of(one));
        assertThat(java.util.Arrays.equals(hash, PayloadRules.hash(Payload.of(other))))
                .isEqualTo(same);
        assertThat(hash).hasSize(32);
    }

    @Test
    void anAbsentPayloadIsNotNull() {
        assertThat(PayloadRules.hash(null)).isNotEqualTo(PayloadRules.hash(Payload.NULL));
    }
}
