package dev.kagzi.server.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.run.FinishedRunRepository.Old;
import dev.kagzi.server.run.FinishedRunRepository.Overdue;
import dev.kagzi.server.settings.RetentionSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class FinishedRunsTests {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final FinishedRunRepository repository = mock();
    private final RunRemovalRepository removal = mock();
    private final Transactions transactions = mock();
    private final DatabaseClock clock = mock();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final FinishedRuns runs = new FinishedRuns(
            repository,
            removal,
            transactions,
            clock,
            new RetentionSettings(Duration.ofDays(30), Duration.ofDays(30), Duration.ofDays(90)),
            new RetentionMeters(registry));

    @BeforeEach
    void prepare() {
        when(clock.now()).thenReturn(NOW);
        when(transactions.run(any()))
                .thenAnswer(call -> call.<Supplier<?>>getArgument(0).get());
    }

    private UUID overdueFor(Duration lag) {
        UUID namespaceId = UUID.randomUUID();
        Overdue overdue = new Overdue(namespaceId, NOW, NOW.minus(lag));
        when(repository.overdue(any(), any())).thenReturn(List.of(overdue));
        when(repository.lockOldest(any(), anyInt())).thenReturn(List.of(new Old(UUID.randomUUID(), 1)));
        return namespaceId;
    }

    private double lag() {
        return registry.get("kagzi.server.retention.lag").gauge().value();
    }

    @Test
    void theLagGoesOnBeingMeasuredWhileNothingCanBeRemoved() {
        UUID namespaceId = overdueFor(Duration.ofHours(2));
        doThrow(new DataAccessResourceFailureException("locked")).when(removal).remove(eq(namespaceId), any());
        assertThatThrownBy(runs::remove).hasMessage("locked");
        assertThat(lag()).isEqualTo(7_200);
    }

    @Test
    void aLagThatCannotBeMeasuredIsNotTheLastOne() {
        overdueFor(Duration.ofHours(2));
        assertThat(runs.remove()).isEqualTo(1);
        when(repository.overdue(any(), any())).thenThrow(new DataAccessResourceFailureException("away"));
        assertThatThrownBy(runs::remove).hasMessage("away");
        assertThat(lag()).isNaN();
    }

    @Test
    void whatOneNamespaceRefusesIsLeftToTheNextRoundAndTheOthersAreCounted() {
        UUID refused = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        when(repository.overdue(any(), any()))
                .thenReturn(List.of(new Overdue(refused, NOW, NOW), new Overdue(other, NOW, NOW)));
        when(repository.lockOldest(any(), anyInt())).thenReturn(List.of(new Old(UUID.randomUUID(), 1)));
        doThrow(new DataAccessResourceFailureException("locked")).when(removal).remove(eq(refused), any());
        assertThatThrownBy(runs::remove).hasMessage("locked");
        assertThat(registry.get("kagzi.server.retention.removed").counter().count())
                .isEqualTo(1);
    }

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
