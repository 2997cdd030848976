package dev.kagzi.test.shop;

import static dev.kagzi.test.KagziAssertions.assertThat;
import static dev.kagzi.test.KagziAssertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.verifyNoInteractions;

import dev.kagzi.test.KagziTest;
import dev.kagzi.test.TestKagziClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** Histories of runs that were executed before somebody changed the code. */
@KagziTest(OrderWorkflow.class)
class ReplayTests {

    @Autowired
    private TestKagziClient kagzi;

    @MockitoBean
    private Payments payments;

    @MockitoBean
    private Stock stock;

    @Value("classpath:histories/order-shipped.json")
    private Resource shipped;

    @Value("classpath:histories/order-waiting.json")
    private Resource waiting;

    private static String text(Resource history) throws IOException {
        return history.getContentAsString(StandardCharsets.UTF_8);
    }

    @Test
    void aHistoryIsFollowedToItsEndWithoutEnteringAnyBody() throws IOException {
        assertThat(kagzi.replay(text(shipped))).followsHistory();
        verifyNoInteractions(payments, stock);
    }

    @Test
    void aHistoryOfARunThatWaitsIsFollowedAsFarAsItGoes() throws IOException {
        assertThat(kagzi.replay(text(waiting))).followsHistory();
        verifyNoInteractions(payments, stock);
    }

    @Test
    void aRunThatHadNotComeFarMayGoOnWithWhatIsNew() throws IOException {
        String early = text(waiting).replaceAll("(?s),\\s*\\{\\s*\"step\": \\{ \"name\": \"charge\".*", "]}");
        assertThat(early).contains("reserve").doesNotContain("charge");

        assertThat(kagzi.replay(early)).followsHistory();
        verifyNoInteractions(payments, stock);
    }

    @Test
    void codeThatCallsAnotherStepDoesNotFollow() throws IOException {
        assertThat(kagzi.replay(text(shipped).replace("\"charge\"", "\"bill\"")))
                .leavesHistory("'charge'");
    }

    @Test
    void codeThatCallsMoreThanAFinishedRunHadDoesNotFollow() throws IOException {
        String shorter = text(shipped)
                .replaceAll(
                        "(?s),\\s*\\{\\s*\"step\": \\{ \"name\": \"mail-shipped\".*?\"finishedAt\": \"[^\"]*\"\\s*}",
                        "");
        assertThat(shorter).doesNotContain("mail-shipped");

        assertThat(kagzi.replay(shorter)).leavesHistory("goes on with step 'mail-shipped'");
    }

    @Test
    void aHistoryThatNoWorkerExecutesIsNotFollowed() throws IOException {
        assertThat(kagzi.replay(text(waiting).replace("\"order\"", "\"sale\"")))
                .leavesHistory("No worker of this test executes workflow 'sale'");
        assertThat(kagzi.replay(text(waiting).replace("\"version\": 1", "\"version\": 7")))
                .leavesHistory("workflow 'order' in version 7");
    }

    @Test
    void codeThatCannotReadTheInputAnyMoreDoesNotFollow() throws IOException {
        assertThat(kagzi.replay(text(waiting).replaceFirst("\"amount\": 10", "\"amount\": \"ten\"")))
                .leavesHistory("The input of workflow 'order' cannot be read");
    }

    @Test
    void aStepBetweenTwoAttemptsIsFollowedToThere() throws IOException {
        String between = text(waiting)
                .replaceAll(
                        "(?s)(\"charge\".*?\"status\": )\"COMPLETED\", \"attempts\": 2,\\s*\"output\": \\{.*",
                        "$1\"WAITING\", \"attempts\": 2, \"startedAt\": \"2026-10-01T10:00:00.040Z\","
                                + " \"until\": \"2026-10-01T10:00:02Z\" } ] }");
        assertThat(between).contains("2026-10-01T10:00:02Z").doesNotContain("cooling-off");

        assertThat(kagzi.replay(between)).followsHistory();
        verifyNoInteractions(payments, stock);
    }

    @Test
    void whatTheTestDoesNextIsNotForARunThatWasReplayed() throws IOException {
        assertThat(kagzi.replay(text(waiting))).followsHistory();
        kagzi.skipTime("36500d");
        verifyNoInteractions(payments, stock);
    }

    @Test
    void whatIsNoHistoryIsRefused() throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kagzi.replay("<html>"))
                .withMessageContaining("not the answer to GET /api/v1/runs/{runId}?include=steps");
        String withoutSteps = text(shipped).replaceAll("(?s)\"steps\": \\[.*]\\s*}", "\"priority\": 0 }");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kagzi.replay(withoutSteps))
                .withMessageContaining("download it with '?include=steps'");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        kagzi.replay(text(shipped).replaceAll("\"kind\": \"STEP\"", "\"kind\": \"COMPENSATION\"")))
                .withMessageContaining("has been undone");
    }
}
