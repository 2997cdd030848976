package dev.kagzi.demo.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchTests {

    @TempDir
    Path home;

    @Test
    void anUnfinishedBatchIsTakenUpAgain() {
        Batch killed = Batch.open(home);

        Batch next = Batch.open(home);

        assertThat(killed.takenUpAgain()).isFalse();
        assertThat(next.takenUpAgain()).isTrue();
        assertThat(next.name()).isEqualTo(killed.name());
    }

    @Test
    void afterAFinishedBatchANewOneIsMade() {
        Batch finished = Batch.open(home);
        finished.finish();

        Batch next = Batch.open(home);

        assertThat(next.takenUpAgain()).isFalse();
        assertThat(next.name()).isNotEqualTo(finished.name());
    }
}
