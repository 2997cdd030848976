package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.transport.ServerProblemException;
import dev.kagzi.transport.ServerUnreachableException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ServerContactTests {

    private static final Pattern ERROR = Pattern.compile("ERROR .*refuses a request.*");

    private final ServerContact contact = new ServerContact(new ManualClock());

    @Test
    void aRefusalIsAnErrorThatNamesTheFieldAndIsSaidOnce(CapturedOutput output) {
        ServerProblemException invalid = new ServerProblemException(
                new Problem(
                        "about:blank",
                        "The request is not valid",
                        400,
                        null,
                        "VALIDATION_FAILED",
                        false,
                        List.of(new Problem.FieldError("/workflows/0/name", "has 300 characters"))),
                null);
        contact.failed(invalid);
        contact.failed(invalid);

        assertThat(ERROR.matcher(output).results())
                .singleElement()
                .satisfies(line -> assertThat(line.group()).contains("'/workflows/0/name': has 300 characters"));
        assertThat(contact.lastError().message()).contains("/workflows/0/name");
        contact.answered();
        contact.failed(invalid);
        assertThat(ERROR.matcher(output).results()).hasSize(2);
    }

    @Test
    void whatMayPassIsNoError(CapturedOutput output) {
        contact.failed(FakeServer.problem(ProblemCode.SESSION_UNKNOWN));
        contact.failed(FakeServer.problem(ProblemCode.RUN_NOT_FOUND));
        contact.failed(FakeServer.problem(ProblemCode.OVERLOADED));
        contact.failed(FakeServer.problem(ProblemCode.INTERNAL_ERROR));

        assertThat(output).doesNotContain("ERROR").containsOnlyOnce("gets no work");
    }

    @Test
    void aServerThatIsAwayIsSaidOnceAndOnceThatItIsBack(CapturedOutput output) {
        for (int i = 0; i < 3; i++) {
            contact.failed(new ServerUnreachableException("refused", null));
        }
        contact.answered();
        contact.answered();

        assertThat(output).containsOnlyOnce("gets no work").containsOnlyOnce("answers again");
    }
}
