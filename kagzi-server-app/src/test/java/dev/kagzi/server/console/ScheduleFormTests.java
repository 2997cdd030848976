package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.protocol.Overlap;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.Problem.FieldError;
import dev.kagzi.protocol.SaveSchedule;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.protocol.ScheduleSnapshot.Source;
import dev.kagzi.protocol.json.ProtocolJson;
import dev.kagzi.server.problem.ProblemException;
import org.junit.jupiter.api.Test;

class ScheduleFormTests {

    private final TypedText text = new TypedText(ProtocolJson.builder().build());

    @Test
    void aScheduleComesBackAsItWas() {
        ScheduleSnapshot schedule = new ScheduleSnapshot(
                "nightly",
                "report",
                "0 3 * * *",
                "Europe/Berlin",
                Payload.of("{\"n\":1.10}"),
                Overlap.WAIT,
                3,
                true,
                Source.API,
                null,
                null);

        SaveSchedule request = ScheduleForm.of(schedule, 7).request(text, null);

        assertThat(request)
                .isEqualTo(new SaveSchedule(
                        "nightly",
                        "report",
                        "0 3 * * *",
                        "Europe/Berlin",
                        Payload.of("{\"n\":1.10}"),
                        Overlap.WAIT,
                        3,
                        true));
    }

    @Test
    void inputThatIsEncodedStays() {
        Payload encoded = Payload.encoded("aes", new byte[] {1, 2, 3});
        ScheduleSnapshot schedule = new ScheduleSnapshot(
                "s", "w", "* * * * *", "UTC", encoded, Overlap.SKIP, 0, false, Source.API, null, null);
        ScheduleForm form = ScheduleForm.of(schedule, 1);

        assertThat(form.input()).isNull();
        assertThat(form.request(text, encoded).input()).isEqualTo(encoded);
    }

    @Test
    void anEmptyZoneIsUtc() {
        ScheduleForm form = new ScheduleForm("s", "w", "* * * * *", " ", "", null, "", null, null);

        SaveSchedule request = form.request(text, null);

        assertThat(request.zone()).isEqualTo("UTC");
        assertThat(request.input()).isNull();
        assertThat(request.paused()).isFalse();
    }

    @Test
    void namesAllThatCannotBeRead() {
        ScheduleForm form = new ScheduleForm("s", "w", "* * * * *", "", "{", "queue", "some", null, null);

        assertThatThrownBy(() -> form.request(text, null))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.problem().errors())
                                .extracting(FieldError::pointer)
                                .containsExactly("/input", "/overlap", "/catchUp"));
    }
}
