package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.protocol.Backfill;
import dev.kagzi.protocol.Problem.FieldError;
import dev.kagzi.protocol.json.ProtocolJson;
import dev.kagzi.server.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class BackfillFormTests {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final TypedText text = new TypedText(ProtocolJson.builder().build());

    @Test
    void beginsWithTheLastDay() {
        BackfillForm form = BackfillForm.ofLastDay(NOW.plusMillis(7));

        assertThat(form.request(text, BERLIN, true)).isEqualTo(new Backfill(NOW.minus(Duration.ofDays(1)), NOW, true));
    }

    @Test
    void isReadInTheZoneOfTheSchedule() {
        assertThat(new BackfillForm("2026-01-31", "2026-01-31T12:00").request(text, BERLIN, false))
                .isEqualTo(new Backfill(
                        Instant.parse("2026-01-30T23:00:00Z"), Instant.parse("2026-01-31T11:00:00Z"), false));
    }

    @Test
    void namesWhatIsEmptyAndWhatCannotBeRead() {
        assertThatThrownBy(() -> new BackfillForm(" ", "yesterday").request(text, BERLIN, true))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.problem().errors())
                                .extracting(FieldError::pointer)
                                .containsExactly("/from", "/to"));
    }
}
