package dev.kagzi.server.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.protocol.worker.Report.RunCompleted;
import dev.kagzi.protocol.worker.Report.StepCompleted;
import dev.kagzi.server.lease.ReportReader.ReadReport;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.test.ServerTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Reports are read all at once where nothing is wrong, and one by one where something is, with the same outcome. */
@ServerTest
class ReportReaderIntegrationTests {

    private static final UUID RUN = UUID.fromString("01890000-0000-7000-8000-000000000001");
    private static final String COMPLETED =
            "{\"type\":\"runCompleted\",\"runId\":\"%s\",\"leaseToken\":\"1-a\",\"output\": {\"a\" : 1e400} }"
                    .formatted(RUN);
    private static final String STEP =
            "{\"type\":\"stepCompleted\",\"runId\":\"%s\",\"leaseToken\":\"1-a\",\"step\":{\"name\":\"s\",\"occurrence\":1},\"position\":1,\"kind\":\"STEP\",\"attempts\":1,\"output\":null,\"input\":{\"x\":1}}"
                    .formatted(RUN);
    private static final String TYPE_LAST =
            "{\"runId\":\"%s\",\"leaseToken\":\"1-a\",\"output\": {\"a\" : 1e400} ,\"unknown\":[1],\"type\":\"runCompleted\"}"
                    .formatted(RUN);

    @Autowired
    private ReportReader reader;

    @Test
    void readsTheSameEitherWay() {
        List<ReadReport> atOnce = read("{\"reports\":[%s,%s]}".formatted(STEP, COMPLETED));
        List<ReadReport> oneByOne = read("{\"other\":1,\"reports\":[%s,%s]}".formatted(STEP, COMPLETED));

        assertThat(atOnce).isEqualTo(oneByOne);
        assertThat(atOnce.get(0).report()).isInstanceOf(StepCompleted.class);
        assertThat(atOnce.get(1).report())
                .isInstanceOfSatisfying(
                        RunCompleted.class,
                        completed -> assertThat(completed.output())
                                .hasToString(((RunCompleted) read("{\"reports\":[%s]}".formatted(TYPE_LAST))
                                                .get(0)
                                                .report())
                                        .output()
                                        .toString()));
        assertThat(read("{\"reports\":[]}")).isEmpty();
    }

    @Test
    void refusesAWrongOneAloneWhereverItStands() {
        String unknown = COMPLETED.replace("runCompleted", "runExploded");
        String incomplete = "{\"type\":\"runCompleted\",\"runId\":\"%s\"}".formatted(RUN);
        String outOfRange = STEP.replace("\"position\":1", "\"position\":0");
        String tooLarge = COMPLETED.replace("1e400", "\"" + "x".repeat(2 * 1024 * 1024) + "\"");
        for (String wrong : List.of(unknown, incomplete, outOfRange, tooLarge, "{}", "{\"type\":7}")) {
            List<ReadReport> read = read("{\"reports\":[%s,%s,%s]}".formatted(COMPLETED, wrong, COMPLETED));

            assertThat(read).hasSize(3);
            assertThat(read.get(0).report()).isNotNull();
            assertThat(read.get(1).refusal())
                    .as(wrong.substring(0, Math.min(60, wrong.length())))
                    .isNotNull();
            assertThat(read.get(2).report()).isNotNull();
        }
    }

    @Test
    void refusesWhatIsNoListOfReports() {
        for (String document : List.of(
                "",
                "null",
                "[]",
                "{}",
                "{\"reports\":{}}",
                "{\"reports\":[%s]".formatted(COMPLETED),
                "{\"reports\":[%s]} x".formatted(COMPLETED),
                "{\"reports\":[%s,]}".formatted(COMPLETED))) {
            assertThatThrownBy(() -> read(document)).as(document).isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void ofTwoListsTheLastCounts() {
        assertThat(read("{\"reports\":[%s],\"reports\":[%s,%s]}".formatted(STEP, COMPLETED, COMPLETED)))
                .hasSize(2);
    }

    private List<ReadReport> read(String document) {
        return reader.readAll(document.getBytes(StandardCharsets.UTF_8));
    }
}
