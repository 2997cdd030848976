package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.Problem.FieldError;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.json.ProtocolJson;
import dev.kagzi.server.problem.ProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StartFormTests {

    private static final UUID RUN = UUID.fromString("01a21d42-b3b0-7bd2-8a0b-0a37cb4f7a5e");

    private final TypedText text = new TypedText(ProtocolJson.builder().build());

    @Test
    void asksForWhatWasTyped() {
        StartForm form = new StartForm(
                RUN.toString(), " {\"a\":1} ", " order-1 ", "5", "30s", "", "customer:c1", "2", "2h", "3");

        assertThat(form.request("order", text))
                .isEqualTo(new StartRun(
                        "order",
                        Payload.of("{\"a\":1}"),
                        RUN,
                        "order-1",
                        Duration.ofSeconds(30),
                        null,
                        5,
                        Map.of("customer", "c1"),
                        Duration.ofHours(2),
                        2,
                        3,
                        null,
                        null,
                        null));
    }

    @Test
    void asksForNothingThatWasLeftEmpty() {
        StartForm form = new StartForm(null, "", "", "", "", "", "", "", "", "");

        assertThat(form.request("order", text))
                .isEqualTo(new StartRun(
                        "order", null, null, null, null, null, null, null, null, null, null, null, null, null));
        assertThat(form.hasMore()).isFalse();
    }

    @Test
    void namesAllThatCannotBeRead() {
        StartForm form = new StartForm(null, "{", "id", "high", "5", "tomorrow", "x", "one", "never", "some");

        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> form.request("order", text));

        assertThat(problem.code()).isEqualTo(ProblemCode.VALIDATION_FAILED);
        assertThat(problem.problem().errors())
                .extracting(FieldError::pointer)
                .containsExactlyInAnyOrder(
                        "/input", "/priority", "/delay", "/startAt", "/tags", "/version", "/timeout", "/maxAttempts");
    }
}
