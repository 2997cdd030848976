package dev.kagzi.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.run.RunTransitions.Transition;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunTransitionsTests {

    @Test
    void everyRunBeginsPending() {
        assertThat(from(null)).allMatch(transition -> transition.to() == RunStatus.PENDING);
    }

    @Test
    void onlyARetryLeadsOutOfAFinalStatus() {
        assertThat(Arrays.stream(RunStatus.values())
                        .filter(RunStatus::isFinal)
                        .flatMap(status -> from(status).stream()))
                .containsExactly(new Transition(RunStatus.FAILED, RunStatus.PENDING, Actor.CLIENT));
    }

    @Test
    void onlyARunningRunCompletes() {
        assertThat(RunTransitions.legal())
                .filteredOn(transition -> transition.to() == RunStatus.COMPLETED)
                .containsExactly(new Transition(RunStatus.RUNNING, RunStatus.COMPLETED, Actor.WORKER));
    }

    @Test
    void onlyAPendingRunIsClaimed() {
        assertThat(RunTransitions.legal())
                .filteredOn(transition -> transition.to() == RunStatus.RUNNING)
                .containsExactly(new Transition(RunStatus.PENDING, RunStatus.RUNNING, Actor.WORKER));
    }

    @Test
    void nothingChangesIntoItselfButWhatIsToBeUndone() {
        assertThat(RunTransitions.legal())
                .filteredOn(transition -> transition.from() == transition.to())
                .containsExactlyInAnyOrder(
                        new Transition(RunStatus.PENDING, RunStatus.PENDING, Actor.CLIENT),
                        new Transition(RunStatus.PENDING, RunStatus.PENDING, Actor.SERVER));
    }

    @ParameterizedTest
    @EnumSource(RunStatus.class)
    void everyUnfinishedRunCanBeCancelledByAClient(RunStatus status) {
        assertThat(RunTransitions.allow(status, RunStatus.CANCELLED, Actor.CLIENT))
                .isEqualTo(!status.isFinal());
        // A worker that has undone a cancelled run ends it.
        assertThat(RunTransitions.allow(status, RunStatus.CANCELLED, Actor.WORKER))
                .isEqualTo(status == RunStatus.RUNNING);
        assertThat(RunTransitions.allow(status, RunStatus.CANCELLED, Actor.SERVER))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(RunStatus.class)
    void everyStatusCanBeReachedAndEveryUnfinishedOneCanEnd(RunStatus status) {
        assertThat(reachable(null)).contains(status);
        if (!status.isFinal()) {
            assertThat(reachable(status)).contains(RunStatus.COMPLETED, RunStatus.FAILED, RunStatus.CANCELLED);
        }
    }

    @Test
    void allowsWhatIsListedAndNothingElse() {
        Stream<RunStatus> froms = Stream.concat(Stream.of((RunStatus) null), Arrays.stream(RunStatus.values()));
        Set<Transition> allowed = froms.flatMap(from -> Arrays.stream(RunStatus.values())
                        .flatMap(to -> Arrays.stream(Actor.values())
                                .filter(actor -> RunTransitions.allow(from, to, actor))
                                .map(actor -> new Transition(from, to, actor))))
                .collect(Collectors.toSet());
        assertThat(allowed).isEqualTo(RunTransitions.legal());
    }

    private static List<Transition> from(RunStatus status) {
        return RunTransitions.legal().stream()
                .filter(transition -> transition.from() == status)
                .toList();
    }

    private static Set<RunStatus> reachable(RunStatus start) {
        Set<RunStatus> found = new HashSet<>();
        List<RunStatus> next = from(start).stream().map(Transition::to).toList();
        while (!next.isEmpty()) {
            next = next.stream()
                    .filter(found::add)
                    .flatMap(status -> from(status).stream())
                    .map(Transition::to)
                    .toList();
        }
        return found;
    }
}
