package dev.kagzi.server.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kagzi.protocol.Problem.FieldError;
import dev.kagzi.server.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTests {

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "a\u0000", "a\nb", "\u001b[31m", "a\u007f", "\u0085", "\ud800", "a\udc00b", "a\u2028b"})
    void refusesWhatCannotBePrinted(String text) {
        assertThat(TextRule.NAME.violation(text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"order", "Bestellung ü", "注文", "😀", "a/b~c"})
    void takesWhatCan(String text) {
        assertThat(TextRule.NAME.violation(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "/", "a\\b", ".", "..", "a\u0000"})
    void refusesWorkflowsThatNoAddressCanCarry(String name) {
        assertThat(TextRule.WORKFLOW.violation(name)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"order", "Bestellung ü", "注文", "a.b", "...", "a;b?c#d%e&f+g:h"})
    void takesWorkflowsThatOneCan(String name) {
        assertThat(TextRule.WORKFLOW.violation(name)).isEmpty();
    }

    @Test
    void capsLengths() {
        for (TextRule rule : TextRule.values()) {
            assertThat(rule.violation("a".repeat(rule.maxLength()))).isEmpty();
            assertThat(rule.violation("a".repeat(rule.maxLength() + 1)))
                    .hasValueSatisfying(detail -> assertThat(detail).contains(String.valueOf(rule.maxLength())));
        }
    }

    @Test
    void namesEveryViolationByItsPointer() {
        Map<String, String> tags = new HashMap<>();
        tags.put("a/b", "\n");
        tags.put("empty", "");
        tags.put("none", null);
        ProblemException problem = catchThrowableOfType(
                ProblemException.class,
                () -> new Violations()
                        .text("/workflow", "\u0000", TextRule.NAME)
                        .text("/id", null, TextRule.ID)
                        .tags("/tags", tags)
                        .require(false, "/priority", "has to be higher")
                        .throwIfAny());
        assertThat(problem.problem().errors())
                .extracting(FieldError::pointer)
                .containsExactlyInAnyOrder("/workflow", "/tags/a~1b", "/tags/none", "/priority");
    }

    @ParameterizedTest
    @CsvSource({
        "30s,PT30S",
        "PT30S,PT30S",
        "5m,PT5M",
        "1d,P1D",
        "0s,PT0S",
        "100ms,PT0.1S",
        "P1DT2H,P1DT2H",
        "36500d,P36500D"
    })
    void readsDurations(String text, Duration duration) {
        assertThat(DurationText.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "-1",
                "+5",
                "-30s",
                "PT-1S",
                "30x",
                "s",
                "1.5s",
                "36501d",
                "9223372036854775807d",
                "P1Y",
                " 30s"
            })
    void refusesOtherDurations(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DurationText.parse(text))
                .withMessageContaining("30s");
    }

    @Test
    void readsInstants() {
        assertThat(InstantText.parse("2026-01-31T12:00:00Z")).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
        assertThat(InstantText.parse("2026-01-31T12:00:00.123456789Z"))
                .isEqualTo(Instant.parse("2026-01-31T12:00:00.123456789Z"));
        assertThat(InstantText.parse("2026-01-31T12:00Z")).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
        assertThat(InstantText.parse("2026-01-31T14:00:00+02:00")).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-01-31",
                "1760000000",
                "2026-02-30T00:00:00Z",
                "+12026-01-31T12:00:00Z",
                "-0001-01-31T12:00:00Z"
            })
    void refusesOtherInstants(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> InstantText.parse(text));
    }
}
