package dev.kagzi.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.HistoryStep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ReplayTests {

    record Call(String name, StepKind kind) {}

    @Provide
    Arbitrary<Call> calls() {
        return Combinators.combine(Arbitraries.of("a", "b", "c"), Arbitraries.of(StepKind.class))
                .as(Call::new);
    }

    @Provide
    Arbitrary<List<Call>> programs() {
        return calls().list().ofMinSize(1).ofMaxSize(12);
    }

    @Property
    void theSameCallsGetTheirOutcomesAndNothingIsExecuted(@ForAll("programs") List<Call> program) {
        BranchReplay replay = top(history(program));
        for (int i = 0; i < program.size(); i++) {
            assertThat(next(replay, program.get(i)))
                    .isEqualTo(new Decision.Recorded(history(program).get(i)));
        }
        assertThat(replay.end()).isEmpty();
    }

    @Property
    void whatComesAfterTheHistoryIsExecutedAtItsPosition(
            @ForAll("programs") List<Call> program, @ForAll("calls") Call more) {
        BranchReplay replay = top(history(program));
        program.forEach(call -> next(replay, call));
        Decision decision = next(replay, more);

        int occurrence = (int) program.stream()
                        .filter(call -> call.name().equals(more.name()))
                        .count()
                + 1;
        assertThat(decision)
                .isEqualTo(new Decision.Execute(StepKey.of(more.name(), occurrence), program.size() + 1, 1));
    }

    @Property
    void anInsertedCallIsFoundWhereTheSequencesFirstDiffer(
            @ForAll("programs") List<Call> program, @ForAll("calls") Call more, @ForAll @IntRange(max = 11) int at) {
        List<Call> changed = new ArrayList<>(program);
        changed.add(at % program.size(), more);
        assertFoundAtFirstDifference(program, changed);
    }

    @Property
    void aRemovedCallIsFoundWhereTheSequencesFirstDiffer(
            @ForAll("programs") List<Call> program, @ForAll @IntRange(max = 11) int at) {
        List<Call> changed = new ArrayList<>(program);
        changed.remove(at % program.size());
        assertFoundAtFirstDifference(program, changed);
    }

    @Property
    void swappedCallsAreFoundWhereTheSequencesFirstDiffer(
            @ForAll("programs") List<Call> program,
            @ForAll @IntRange(max = 11) int one,
            @ForAll @IntRange(max = 11) int other) {
        List<Call> changed = new ArrayList<>(program);
        Collections.swap(changed, one % program.size(), other % program.size());
        Assume.that(!changed.equals(program));
        assertFoundAtFirstDifference(program, changed);
    }

    @Property
    void aRenamedCallOrOneOfAnotherKindIsFoundWhereItStands(
            @ForAll("programs") List<Call> program, @ForAll("calls") Call other, @ForAll @IntRange(max = 11) int at) {
        List<Call> changed = new ArrayList<>(program);
        changed.set(at % program.size(), other);
        Assume.that(!changed.equals(program));
        assertFoundAtFirstDifference(program, changed);
    }

    @Example
    void aMismatchNamesBothSides() {
        BranchReplay replay = top(history(List.of(new Call("charge", StepKind.STEP))));

        assertThat(next(replay, new Call("charge", StepKind.SLEEP)))
                .isEqualTo(new Decision.Mismatch(
                        "The history has STEP 'charge' at position 1, but the code calls SLEEP 'charge'"
                                + " at position 1."));
    }

    @Example
    void aStepBetweenTwoAttemptsGoesOnWithTheNextOneOnceItsPauseIsOver() {
        HistoryStep over = waiting(StepKind.STEP, null);
        HistoryStep open = waiting(StepKind.STEP, Instant.EPOCH);

        assertThat(top(List.of(over)).next("a", StepKind.STEP))
                .isEqualTo(new Decision.Execute(StepKey.of("a", 1), 1, 3));
        assertThat(top(List.of(open)).next("a", StepKind.STEP)).isEqualTo(new Decision.WaitIsOpen(open));
    }

    @Example
    void aSleepThatIsNotOverIsAnOpenWait() {
        HistoryStep sleeping = waiting(StepKind.SLEEP, Instant.EPOCH);

        assertThat(top(List.of(sleeping)).next("a", StepKind.SLEEP)).isEqualTo(new Decision.WaitIsOpen(sleeping));
    }

    @Property
    void aStepThatWasOpenedAgainIsExecutedAndWhatCameAfterItIsNot(
            @ForAll("programs") List<Call> program, @ForAll @IntRange(max = 11) int at) {
        List<HistoryStep> history = history(program);
        HistoryStep opened = history.remove(at % program.size());
        BranchReplay replay = top(history);

        List<Decision> executed = program.stream()
                .map(call -> next(replay, call))
                .filter(decision -> !(decision instanceof Decision.Recorded))
                .toList();
        assertThat(executed).containsExactly(new Decision.Execute(opened.step(), opened.position(), 1));
        assertThat(replay.end()).isEmpty();
    }

    @Property
    void codeThatReturnsAtAStepThatWasOpenedAgainIsFoundWhereSomethingCameAfterIt(
            @ForAll("programs") List<Call> program, @ForAll @IntRange(max = 11) int at) {
        int open = at % program.size();
        List<HistoryStep> history = history(program);
        history.remove(open);
        BranchReplay replay = top(history);
        program.subList(0, open).forEach(call -> next(replay, call));

        assertThat(replay.end().isPresent()).isEqualTo(open < program.size() - 1);
        assertThat(replay.hasHistoryLeft()).isEqualTo(open < program.size() - 1);
    }

    @Example
    void branchesAreMatchedEachByItself() {
        HistoryStep one = recorded(new StepKey("items#1/0", "a", 1), 1, StepKind.STEP);
        HistoryStep two = recorded(new StepKey("items#1/1", "a", 1), 1, StepKind.STEP);
        History history = new History(List.of(one, two));

        assertThat(history.replay("items#1/1").next("a", StepKind.STEP)).isEqualTo(new Decision.Recorded(two));
        assertThat(history.end()).isPresent();
        assertThat(history.replay("items#1/0").next("a", StepKind.STEP)).isEqualTo(new Decision.Recorded(one));
        assertThat(history.end()).isEmpty();
    }

    /** Replays the changed program: recorded up to the first difference, then a mismatch; nothing is executed before it. */
    private static void assertFoundAtFirstDifference(List<Call> program, List<Call> changed) {
        int same = 0;
        while (same < Math.min(program.size(), changed.size())
                && program.get(same).equals(changed.get(same))) {
            same++;
        }
        BranchReplay replay = top(history(program));
        for (int i = 0; i < same; i++) {
            assertThat(next(replay, changed.get(i))).isInstanceOf(Decision.Recorded.class);
        }
        if (same == program.size()) {
            assertThat(next(replay, changed.get(same))).isInstanceOf(Decision.Execute.class);
        } else if (same == changed.size()) {
            assertThat(replay.end()).isPresent();
        } else {
            assertThat(next(replay, changed.get(same))).isInstanceOf(Decision.Mismatch.class);
        }
    }

    private static BranchReplay top(List<HistoryStep> history) {
        return new History(history).replay(null);
    }

    private static Decision next(BranchReplay replay, Call call) {
        return replay.next(call.name(), call.kind());
    }

    private static List<HistoryStep> history(List<Call> program) {
        List<HistoryStep> history = new ArrayList<>();
        Map<String, Integer> occurrences = new HashMap<>();
        for (Call call : program) {
            StepKey key = StepKey.of(call.name(), occurrences.merge(call.name(), 1, Integer::sum));
            history.add(recorded(key, history.size() + 1, call.kind()));
        }
        return history;
    }

    private static HistoryStep recorded(StepKey key, int position, StepKind kind) {
        return new HistoryStep(key, position, kind, StepStatus.COMPLETED, Payload.of("1"), null, 1, null, null);
    }

    private static HistoryStep waiting(StepKind kind, Instant until) {
        return new HistoryStep(StepKey.of("a", 1), 1, kind, StepStatus.WAITING, null, null, 2, until, null);
    }
}
