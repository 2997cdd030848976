package dev.kagzi.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DueBatchTests {

    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);
    private static final int MEGABYTE = 1 << 20;

    private static DueSchedule due(UUID namespaceId, String scheduleId, int inputSize) {
        return new DueSchedule(new ScheduleKey(namespaceId, scheduleId), inputSize);
    }

    @Test
    void aBatchIsOfOneNamespaceAndHasEachScheduleOnce() {
        assertThat(DueBatch.of(List.of(due(ONE, "b", 0), due(OTHER, "a", 0), due(ONE, "a", 0), due(ONE, "b", 0))))
                .containsExactly(new DueBatch(ONE, List.of("b", "a")), new DueBatch(OTHER, List.of("a")));
        assertThat(DueBatch.of(List.of())).isEmpty();
    }

    @Test
    void aBatchHoldsNoMoreInputThanEightMegabytesOrOneSchedule() {
        assertThat(DueBatch.of(List.of(
                        due(ONE, "a", 4 * MEGABYTE),
                        due(ONE, "b", 4 * MEGABYTE),
                        due(ONE, "c", 1),
                        due(ONE, "d", 9 * MEGABYTE),
                        due(ONE, "e", 0))))
                .extracting(DueBatch::scheduleIds)
                .containsExactly(List.of("a", "b"), List.of("c"), List.of("d"), List.of("e"));
    }

    @Test
    void halvesAreAllOfIt() {
        DueBatch batch = new DueBatch(ONE, List.of("a", "b", "c"));
        assertThat(batch.halves())
                .containsExactly(new DueBatch(ONE, List.of("a")), new DueBatch(ONE, List.of("b", "c")));
        assertThat(batch.halves().get(0).isOne()).isTrue();
    }
}
