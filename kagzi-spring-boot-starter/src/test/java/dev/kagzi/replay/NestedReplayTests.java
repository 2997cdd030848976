package dev.kagzi.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.HistoryStep;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Programs with branches inside of branches, replayed against whatever part of their history there may be. */
class NestedReplayTests {

    /** A call, and the branches that begin there: none for any but a marker. */
    record Call(String name, StepKind kind, List<List<Call>> branches) {}

    @Provide
    Arbitrary<List<Call>> programs() {
        return program(3);
    }

    private static Arbitrary<List<Call>> program(int levels) {
        return call(levels).list().ofMaxSize(5);
    }

    private static Arbitrary<Call> call(int levels) {
        Arbitrary<String> names = Arbitraries.of("a", "b");
        Arbitrary<Call> plain = Combinators.combine(
                        names, Arbitraries.of(StepKind.STEP, StepKind.EVENT, StepKind.CHILD))
                .as((name, kind) -> new Call(name, kind, List.of()));
        if (levels == 0) {
            return plain;
        }
        Arbitrary<List<List<Call>>> branches =
                Arbitraries.lazy(() -> program(levels - 1)).list().ofMaxSize(3);
        Arbitrary<Call> parallel =
                Combinators.combine(names, branches).as((name, inside) -> new Call(name, StepKind.MARKER, inside));
        return Arbitraries.frequencyOf(Tuple.of(3, plain), Tuple.of(1, parallel));
    }

    @Property
    void aReplayOfAnyPartOfTheHistoryMakesExactlyTheMissingCalls(
            @ForAll("programs") List<Call> program, @ForAll long seed) {
        Map<StepKey, HistoryStep> all = new Execution(List.of()).execute(program);
        List<HistoryStep> recorded = new ArrayList<>();
        part(program, null, all, new Random(seed), recorded);
        Collections.shuffle(recorded, new Random(seed));

        Map<StepKey, HistoryStep> made = new Execution(recorded).execute(program);

        Map<StepKey, HistoryStep> missing = new LinkedHashMap<>(all);
        recorded.forEach(step -> missing.remove(step.step()));
        assertThat(made).isEqualTo(missing);
    }

    @Property
    void whatAnExecutionHasRecordedItCanReplayAsOftenAsOneLikes(@ForAll("programs") List<Call> program) {
        Execution execution = new Execution(List.of());
        Map<StepKey, HistoryStep> all = Map.copyOf(execution.execute(program));

        assertThat(execution.execute(program)).isEqualTo(all);
    }

    @Property
    void branchesThatAreNotCalledAreFoundAtTheEnd(@ForAll("programs") List<Call> program) {
        Map<StepKey, HistoryStep> all = new Execution(List.of()).execute(program);
        Assume.that(all.keySet().stream().anyMatch(key -> key.branch() != null));
        History history = new History(all.values());
        BranchReplay top = history.replay(null);
        program.forEach(call -> top.next(call.name(), call.kind()));

        assertThat(top.end()).isEmpty();
        assertThat(history.end()).isPresent();
    }

    /** What may be recorded at some moment: of each branch the beginning, and branches only once their marker is. */
    private static void part(
            List<Call> program,
            String branch,
            Map<StepKey, HistoryStep> all,
            Random random,
            List<HistoryStep> recorded) {
        int cut = random.nextInt(program.size() + 1);
        Map<String, Integer> occurrences = new LinkedHashMap<>();
        for (int i = 0; i < program.size(); i++) {
            Call call = program.get(i);
            StepKey key = new StepKey(branch, call.name(), occurrences.merge(call.name(), 1, Integer::sum));
            if (i < cut) {
                all.values().stream()
                        .filter(step ->
                                step.step().equals(key) || isInside(step.step().branch(), key))
                        .forEach(recorded::add);
            } else if (i == cut && call.kind() == StepKind.MARKER && random.nextBoolean()) {
                recorded.add(all.get(key));
                for (int index = 0; index < call.branches().size(); index++) {
                    part(call.branches().get(index), place(key) + index, all, random, recorded);
                }
                return;
            }
        }
    }

    private static boolean isInside(String branch, StepKey marker) {
        return branch != null && branch.startsWith(place(marker));
    }

    private static String place(StepKey marker) {
        return (marker.branch() == null ? "" : marker.branch() + "/") + marker.name() + "#" + marker.occurrence() + "/";
    }

    private static final class Execution {

        private final History history;
        private final Map<StepKey, HistoryStep> made = new LinkedHashMap<>();

        Execution(Iterable<HistoryStep> recorded) {
            List<HistoryStep> steps = new ArrayList<>();
            recorded.forEach(steps::add);
            this.history = new History(steps);
        }

        /** The calls that had no history, with what is recorded of them. */
        Map<StepKey, HistoryStep> execute(List<Call> program) {
            execute(program, null);
            assertThat(history.end()).isEmpty();
            return made;
        }

        private void execute(List<Call> program, String branch) {
            BranchReplay replay = history.replay(branch);
            for (Call call : program) {
                StepKey key = next(replay, call);
                for (int index = 0; index < call.branches().size(); index++) {
                    execute(call.branches().get(index), place(key) + index);
                }
            }
            assertThat(replay.hasHistoryLeft()).isFalse();
            assertThat(replay.end()).isEmpty();
        }

        private StepKey next(BranchReplay replay, Call call) {
            Decision decision = replay.next(call.name(), call.kind());
            if (decision instanceof Decision.Recorded recorded) {
                return recorded.step().step();
            }
            Decision.Execute execute = (Decision.Execute) decision;
            HistoryStep step = new HistoryStep(
                    execute.key(),
                    execute.position(),
                    call.kind(),
                    StepStatus.COMPLETED,
                    Payload.of("1"),
                    null,
                    1,
                    null,
                    null);
            history.record(step);
            made.put(step.step(), step);
            return step.step();
        }
    }
}
