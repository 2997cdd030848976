package dev.kagzi.worker;

import dev.kagzi.protocol.worker.Poll;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The places for runs, in all and per workflow. A place offered in a poll is reserved until the poll is answered, so that two
 * polls never fill the same one. Where the code of a run has left, its place is free while the server is told of its end; of runs
 * that are executed or on their way like that there are no more than twice as many as there are places.
 */
final class Slots {

    private final int total;
    private final OfferedWorkflows workflows;
    private final Map<String, List<Integer>> versions;
    private final Map<String, Integer> bounds = new HashMap<>();
    private final Map<String, Integer> taken = new HashMap<>();
    private final Set<HeldRun> leaving = Collections.newSetFromMap(new IdentityHashMap<>());
    private int takenInAll;
    private CompletableFuture<Void> empty = CompletableFuture.completedFuture(null);

    Slots(int total, OfferedWorkflows workflows) {
        this.total = total;
        this.workflows = workflows;
        this.versions = workflows.versions();
        versions.keySet().forEach(name -> bounds.put(name, workflows.concurrency(name, total)));
    }

    int total() {
        return total;
    }

    /** Runs that are executed, or of whose end the server is being told. */
    synchronized int held() {
        return takenInAll + leaving.size();
    }

    /** Whether a run more could be taken. */
    synchronized boolean hasFree() {
        return takenInAll < places();
    }

    private int places() {
        return total - Math.max(0, leaving.size() - total);
    }

    /** Whether a run more of a workflow could be taken; of one that this worker does not offer, by whoever does. */
    synchronized boolean hasFree(String workflow) {
        return hasFree() && free(workflows.currentName(workflow), List.of()) > 0;
    }

    /** What could be offered now, beside what is offered already. */
    synchronized Offer free(List<Offer> offered) {
        int reserved = offered.stream().mapToInt(Offer::free).sum();
        int free = Math.max(0, places() - takenInAll - reserved);
        List<Poll.Wanted> wanted = versions.entrySet().stream()
                .map(entry -> new Poll.Wanted(
                        entry.getKey(), entry.getValue(), Math.min(free, free(entry.getKey(), offered))))
                .toList();
        return new Offer(wanted.stream().allMatch(w -> w.free() == 0) ? 0 : free, wanted);
    }

    synchronized void take(String workflow) {
        if (isEmpty()) {
            empty = new CompletableFuture<>();
        }
        takenInAll++;
        taken.merge(workflows.currentName(workflow), 1, Integer::sum);
    }

    /** The code of a run has left. */
    synchronized void leave(HeldRun run) {
        if (leaving.add(run)) {
            takenInAll--;
            taken.merge(workflows.currentName(run.claim().workflow()), -1, Integer::sum);
        }
    }

    /** The end of a run is durable, or its claim is gone. */
    void release(HeldRun run) {
        CompletableFuture<Void> emptied;
        synchronized (this) {
            leave(run);
            leaving.remove(run);
            if (!isEmpty()) {
                return;
            }
            emptied = empty;
        }
        emptied.complete(null);
    }

    private boolean isEmpty() {
        return takenInAll == 0 && leaving.isEmpty();
    }

    /** Completes when no run is executed, and all have told the server. */
    synchronized CompletableFuture<Void> whenEmpty() {
        return empty;
    }

    private int free(String workflow, List<Offer> offered) {
        int reserved = offered.stream().mapToInt(offer -> offer.free(workflow)).sum();
        return Math.max(0, bounds.getOrDefault(workflow, total) - taken.getOrDefault(workflow, 0) - reserved);
    }

    /** Places offered in a poll. */
    record Offer(int free, List<Poll.Wanted> wanted) {

        Offer none() {
            return new Offer(
                    0,
                    wanted.stream()
                            .map(w -> new Poll.Wanted(w.name(), w.versions(), 0))
                            .toList());
        }

        int free(String workflow) {
            return wanted.stream()
                    .filter(w -> w.name().equals(workflow))
                    .mapToInt(Poll.Wanted::free)
                    .sum();
        }

        /** Whether a poll with this offer lets in what the other, which is open, keeps out. */
        boolean admitsMoreThan(Offer other) {
            return free > MORE * other.free || wanted.stream().anyMatch(w -> w.free() > 0 && other.free(w.name()) == 0);
        }

        private static final int MORE = 4;
    }
}
