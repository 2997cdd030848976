package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.protocol.Problem.FieldError;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.json.ProtocolJson;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.run.RunFilter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunQueryTests {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    private final TypedText text = new TypedText(ProtocolJson.builder().build());

    @Test
    void saysNothingWhenNothingIsTyped() {
        RunQuery query = query(null, " ", null, null, null, "Europe/Berlin");

        assertThat(query.isEmpty()).isTrue();
        assertThat(query.filter(text, NOW)).isEqualTo(RunFilter.ALL);
    }

    @Test
    void readsSeveralStatuses() {
        RunQuery query = query(List.of("FAILED", "needs_attention"), null, null, null, null, null);

        assertThat(query.filter(text, NOW).statuses()).containsExactly(RunStatus.NEEDS_ATTENTION, RunStatus.FAILED);
    }

    @Test
    void saysWhichFieldIsWrongAndWhatIsAllowed() {
        RunQuery query = query(List.of("FOO"), "x", "soon", "yesterday", null, "Europe/Nowhere");

        assertThatThrownBy(() -> query.filter(text, NOW)).isInstanceOfSatisfying(ProblemException.class, problem -> {
            List<FieldError> errors = ProblemView.of(problem).errors();
            assertThat(errors)
                    .extracting(FieldError::pointer)
                    .containsExactlyInAnyOrder("/status", "/parent", "/within", "/after", "/zone");
            assertThat(ProblemView.of(problem).field("status")).contains("pending", "completed", "'FOO'");
            assertThat(ProblemView.of(problem).field("parent")).contains("UUID", "'x'");
        });
    }

    @Test
    void aTimeUntilNowGoesOnWithNow() {
        assertThat(query(null, null, "1h", null, null, null).filter(text, NOW).createdAfter())
                .isEqualTo(NOW.minusSeconds(3_600));
    }

    @Test
    void theLaterOfTwoBeginningsCounts() {
        assertThat(query(null, null, "1h", "2026-11-27T11:30:00Z", null, null)
                        .filter(text, NOW)
                        .createdAfter())
                .isEqualTo(Instant.parse("2026-11-27T11:30:00Z"));
        assertThat(query(null, null, "1h", "2026-11-27T10:30:00Z", null, null)
                        .newerThan(Instant.EPOCH, text, NOW)
                        .createdAfter())
                .isEqualTo(NOW.minusSeconds(3_600));
    }

    @Test
    void timesAreInTheZoneThatIsNamed() {
        RunFilter filter = query(null, null, null, "2026-11-27 08:00", "2026-11-27T09:00:00Z", "Europe/Berlin")
                .filter(text, NOW);

        assertThat(filter.createdAfter()).isEqualTo(Instant.parse("2026-11-27T07:00:00Z"));
        assertThat(filter.createdBefore()).isEqualTo(Instant.parse("2026-11-27T09:00:00Z"));
    }

    @Test
    void theRunsOfABulkJobAreThoseOfItsList() {
        RunQuery query = new RunQuery(
                List.of("FAILED"), "order", null, "region:eu lane:2", null, "nightly", null, null, null, null);

        assertThat(RunQuery.of(query.bulkFilter(text, NOW)).filter(text, NOW)).isEqualTo(query.filter(text, NOW));
    }

    private static RunQuery query(
            @Nullable List<String> status,
            @Nullable String parent,
            @Nullable String within,
            @Nullable String after,
            @Nullable String before,
            @Nullable String zone) {
        return new RunQuery(status, null, null, null, parent, null, within, after, before, zone);
    }
}
