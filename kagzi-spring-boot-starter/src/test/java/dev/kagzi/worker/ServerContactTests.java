package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.transport.ServerProblemException;
import dev.kagzi.transport.ServerUnreachableException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ServerContactTests {

    private static final Pattern ERROR = Pattern.compile("ERROR .*refuses a request.*");

    private static final ServerUnreachableException UNREACHABLE = new ServerUnreachableException("refused", null);

    private final ManualClock clock = new ManualClock();
    private final ServerContact contact = new ServerContact(clock);

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

        assertThat(ERROR.matcher(own(output)).results())
                .singleElement()
                .satisfies(line -> assertThat(line.group()).contains("'/workflows/0/name': has 300 characters"));
        assertThat(contact.lastError().message()).contains("/workflows/0/name");
        contact.answered();
        contact.failed(invalid);
        assertThat(ERROR.matcher(own(output)).results()).hasSize(2);
    }

    @Test
    void whatMayPassIsNoError(CapturedOutput output) {
        contact.failed(FakeServer.problem(ProblemCode.SESSION_UNKNOWN));
        contact.failed(FakeServer.problem(ProblemCode.RUN_NOT_FOUND));
        contact.failed(FakeServer.problem(ProblemCode.INTERNAL_ERROR));
        clock.advance(Duration.ofSeconds(1));
        contact.failed(FakeServer.problem(ProblemCode.OVERLOADED));
        contact.failed(FakeServer.problem(ProblemCode.OVERLOADED));

        assertThat(own(output)).doesNotContain("ERROR").containsOnlyOnce("gets no work");
    }

    @Test
    void aServerThatIsAwayIsSaidOnceAndOnceThatItIsBack(CapturedOutput output) {
        for (int i = 0; i < 3; i++) {
            contact.failed(UNREACHABLE);
            clock.advance(Duration.ofSeconds(1));
        }
        contact.answered();
        contact.answered();

        assertThat(own(output)).containsOnlyOnce("gets no work").containsOnlyOnce("answers again");
    }

    @Test
    void requestsThatBreakOffTogetherAreNoOutage(CapturedOutput output) {
        contact.failed(UNREACHABLE);
        contact.failed(UNREACHABLE);
        clock.advance(Duration.ofMillis(900));
        contact.failed(UNREACHABLE);
        contact.answered();
        clock.advance(Duration.ofMillis(900));
        contact.failed(UNREACHABLE);
        contact.answered();

        assertThat(own(output)).doesNotContain("gets no work").doesNotContain("answers again");
    }

    /** What this thread has said: a worker of another test may still be leaving, and cannot reach its server either. */
    private static String own(CapturedOutput output) {
        return output.toString().lines().filter(line -> line.contains("main]")).collect(Collectors.joining("\n"));
    }
}
