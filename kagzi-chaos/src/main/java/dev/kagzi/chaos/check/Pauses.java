package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Fault;
import dev.kagzi.chaos.evidence.Ledger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Says for how long a worker process could not run: paused by us, or by its machine. */
final class Pauses {

    private final Map<String, List<Fault>> paused;
    private final Map<String, List<Ledger.Stall>> stalled;

    Pauses(Evidence evidence) {
        paused = evidence.faults().stream()
                .filter(fault -> fault.kind() == Fault.Kind.WORKER_PAUSE)
                .collect(Collectors.groupingBy(Fault::target));
        stalled = new HashMap<>(
                evidence.ledger().stalls().stream().collect(Collectors.groupingBy(Ledger.Stall::process)));
    }

    /** Nanoseconds in which the process stood still; a pause and the stall it shows as count once. */
    long within(String process, long fromNanos, long toNanos) {
        long byUs = paused.getOrDefault(process, List.of()).stream()
                .mapToLong(fault -> fault.overlap(fromNanos, toNanos))
                .sum();
        long byMachine = stalled.getOrDefault(process, List.of()).stream()
                .mapToLong(stall ->
                        Math.max(0, Math.min(stall.toNanos(), toNanos) - Math.max(stall.fromNanos(), fromNanos)))
                .sum();
        return Math.max(byUs, byMachine);
    }
}
