package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.BulkAction;
import dev.kagzi.protocol.BulkFilter;
import dev.kagzi.protocol.BulkJob;
import dev.kagzi.protocol.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BulkWordsTests {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    private final BulkWords words = new BulkWords(new Words());

    @Test
    void aFilterIsASentence() {
        BulkFilter filter = new BulkFilter(
                "order",
                List.of(RunStatus.FAILED, RunStatus.NEEDS_ATTENTION),
                null,
                Map.of("region", "eu"),
                null,
                null,
                NOW,
                null,
                null);

        assertThat(words.filter(job(filter, false)))
                .isEqualTo("Runs of the workflow 'order', with the status Failed or Needs attention, with the tag"
                        + " 'region:eu', created after 2026-11-27T12:00:00Z");
        assertThat(words.what(job(filter, true))).isEqualTo("Retry many runs (dry run)");
    }

    @Test
    void runsThatAreNamedAreCounted() {
        BulkFilter filter = new BulkFilter(null, null, null, null, null, null, null, null, List.of(UUID.randomUUID()));

        assertThat(words.filter(job(filter, false))).isEqualTo("1 run selected by hand");
        assertThat(words.what(job(filter, false))).isEqualTo("Retry selected runs");
    }

    private static BulkJob job(BulkFilter filter, boolean dryRun) {
        return new BulkJob(
                UUID.randomUUID(), BulkAction.RETRY, filter, dryRun, null, BulkJob.Status.RUNNING, 0, 0, 0, NOW, null);
    }
}
