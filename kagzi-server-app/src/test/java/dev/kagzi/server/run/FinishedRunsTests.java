package dev.kagzi.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.run.FinishedRunRepository.Old;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FinishedRunsTests {

    private static List<Integer> removed(Integer... steps) {
        List<Old> oldest = Arrays.stream(steps)
                .map(count -> new Old(UUID.randomUUID(), count))
                .toList();
        return FinishedRuns.bounded(oldest).stream().map(Old::steps).toList();
    }

    @Test
    void takesTheOldestWhoseStepsFitIntoOneTransaction() {
        assertThat(removed(1, 2, 3)).containsExactly(1, 2, 3);
        assertThat(removed(15_000, 5_000, 1)).containsExactly(15_000, 5_000);
        assertThat(removed(15_000, 5_001, 1)).containsExactly(15_000);
        assertThat(removed()).isEmpty();
    }

    @Test
    void takesALargeRunAlone() {
        assertThat(removed(50_000, 0)).containsExactly(50_000);
        assertThat(removed(1, 50_000)).containsExactly(1);
    }
}
