package dev.kagzi.server.contract;

import dev.kagzi.server.contract.Said.Kind;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/**
 * Sequences of commands, after workflows were declared and a run was started and claimed. Those that bring a run on come more often than
 * those that end it.
 */
final class RandomCommands {

    private static final int LONGEST = 24;
    private static final int STEPS = 3;
    private static final int EVENTS = 4;

    /** No sum of these is how long anything takes: what ends at the very moment that is looked at would be a matter of microseconds. */
    private static final List<Integer> PASSES = List.of(9, 22, 40);

    private RandomCommands() {}

    static Arbitrary<List<Command>> sequences() {
        return Arbitraries.frequencyOf(
                        Tuple.of(2, start()),
                        Tuple.of(6, poll()),
                        Tuple.of(18, report()),
                        Tuple.of(1, worker().map(Command.Repeat::new)),
                        Tuple.of(1, renew()),
                        Tuple.of(1, worker().map(Command.Close::new)),
                        Tuple.of(1, worker().map(Command.Open::new)),
                        Tuple.of(1, cancel()),
                        Tuple.of(2, run().map(Command.Retry::new)),
                        Tuple.of(2, restart()),
                        Tuple.of(1, Arbitraries.of(0, 1, 1, 1).map(Command.Drain::new)),
                        Tuple.of(1, limit()),
                        Tuple.of(2, emit()),
                        Tuple.of(3, Arbitraries.of(PASSES).map(Command.Pass::new)))
                .list()
                .ofMaxSize(LONGEST)
                .withSizeDistribution(RandomDistribution.uniform())
                .flatMap(commands -> declared().map(declared -> afterTheFirstClaim(declared, commands)));
    }

    private static List<Command> afterTheFirstClaim(Command declared, List<Command> commands) {
        return Stream.concat(
                        Stream.of(
                                declared,
                                new Command.Start(0, true, false, false, false, 0),
                                new Command.Poll(0, 1, false)),
                        commands.stream())
                .toList();
    }

    /** Mostly without limits: they keep runs from what else they would go through. */
    private static Arbitrary<Command> declared() {
        Arbitrary<Limited> limits =
                Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(Limited.NOT)), Tuple.of(1, limits()));
        return Combinators.combine(limits, limits).as(Command.Declare::new);
    }

    private static Arbitrary<Limited> limits() {
        return Arbitraries.of(Limited.class);
    }

    private static Arbitrary<Command> limit() {
        return Combinators.combine(rarely(), limits()).as(Command.Limit::new);
    }

    private static Arbitrary<Boolean> rarely() {
        return Arbitraries.frequency(Tuple.of(4, false), Tuple.of(1, true));
    }

    private static Arbitrary<Integer> worker() {
        return Arbitraries.frequency(Tuple.of(4, 0), Tuple.of(1, 1));
    }

    /** The first run most of the time: what one run goes through is what counts. */
    private static Arbitrary<Integer> run() {
        return Arbitraries.frequency(
                Tuple.of(10, 0),
                Tuple.of(2, 1),
                Tuple.of(1, 2),
                Tuple.of(2, Names.CHILDREN),
                Tuple.of(1, Names.RESTARTS));
    }

    private static Arbitrary<Command> start() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, Names.RUNS - 1),
                        rarely(),
                        rarely(),
                        rarely(),
                        rarely(),
                        Arbitraries.of(0, 0, 0, 1))
                .as(Command.Start::new);
    }

    private static Arbitrary<Command> poll() {
        return Combinators.combine(worker(), Arbitraries.integers().between(1, 3), rarely())
                .as(Command.Poll::new);
    }

    private static Arbitrary<Command> renew() {
        return Combinators.combine(worker(), rarely().map(rare -> !rare), rarely())
                .as(Command.Renew::new);
    }

    private static Arbitrary<Command> emit() {
        return Combinators.combine(Arbitraries.integers().between(1, EVENTS), rarely())
                .as(Command.Emit::new);
    }

    private static Arbitrary<Command> cancel() {
        return Combinators.combine(run(), rarely()).as(Command.Cancel::new);
    }

    private static Arbitrary<Command> restart() {
        return Combinators.combine(Arbitraries.of(0, 0, 0, 1, 2), Arbitraries.of(true, false))
                .as(Command.Restart::new);
    }

    private static Arbitrary<Command> report() {
        return Combinators.combine(worker(), run(), rarely(), said()).as(Command.Report::new);
    }

    /** What leaves something open comes more often than the rest. */
    private static Arbitrary<Kind> kind() {
        return Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.of(Kind.values())),
                Tuple.of(
                        1,
                        Arbitraries.of(
                                Kind.COMPLETED,
                                Kind.COMPENSABLE,
                                Kind.FAILED,
                                Kind.SLEEP,
                                Kind.WAIT,
                                Kind.WAIT_AT_MOST,
                                Kind.CHILD)));
    }

    private static Arbitrary<List<Said>> said() {
        Arbitrary<Said> one = Combinators.combine(
                        kind(),
                        Arbitraries.integers().between(1, STEPS),
                        rarely(),
                        Arbitraries.integers().between(1, 3))
                .as(Said::new);
        return Arbitraries.frequencyOf(
                Tuple.of(1, one.map(List::of)),
                Tuple.of(1, one.list().ofSize(2)),
                Tuple.of(2, one.flatMap(RandomCommands::withEnd)),
                Tuple.of(1, withWait(one)));
    }

    /** As the last reports of a run travel together. */
    private static Arbitrary<List<Said>> withEnd(Said first) {
        return Arbitraries.of(Kind.RUN_COMPLETED, Kind.RUN_FAILED, Kind.NEEDS_ATTENTION)
                .map(end -> List.of(first, new Said(end, first.step(), first.inBranch(), first.number())));
    }

    /** As a run is let go. */
    private static Arbitrary<List<Said>> withWait(Arbitrary<Said> any) {
        return Combinators.combine(
                        any, Arbitraries.of(Kind.FAILED, Kind.SLEEP, Kind.WAIT, Kind.WAIT_AT_MOST, Kind.CHILD))
                .as((said, wait) -> List.of(
                        new Said(wait, said.step(), said.inBranch(), said.number()),
                        new Said(Kind.WAITING, said.step(), said.inBranch(), said.number())));
    }
}
