package dev.kagzi.server.contract;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.PublishEvent;
import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.protocol.worker.Renew;
import dev.kagzi.protocol.worker.Renewed;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.WorkflowOffer;
import dev.kagzi.test.contract.ContractServer;
import dev.kagzi.test.contract.ContractWorker;
import dev.kagzi.test.server.Pages;
import dev.kagzi.test.server.RefusedException;
import dev.kagzi.test.server.RunFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One of the two servers that are given the same commands, and what its workers know. What it says can be compared with the other. */
final class Side {

    static final String WORKFLOW = "a";
    static final String CHILD = "b";
    static final String AWAITED = "e";
    static final String STARTING = "f";
    static final String KEY = "k";
    static final int WORKERS = 2;

    private final ContractServer server;
    private final Names names;
    private final Instant began;
    private final Wording wording;
    private final UUID[] workerIds = new UUID[WORKERS];
    private final long[] requestIds = new long[WORKERS];
    private final Map<UUID, List<ClaimedRun>> claims = new HashMap<>();
    private final List<List<Report>> requests = new ArrayList<>();
    private List<WorkflowOffer> offers = List.of();
    private Duration passed = Duration.ZERO;

    Side(ContractServer server, Names names) {
        this.server = server;
        this.names = names;
        this.began = server.now();
        this.wording = new Wording(names, began);
    }

    /** Two of three runs have the same key. */
    static Payload input(int number) {
        return Payload.of("{\"n\":%d,\"%s\":%d}".formatted(number, KEY, number % 2));
    }

    /** What became of a command: the answer without what differs from server to server, or the code of the refusal. */
    static String outcome(Supplier<String> command) {
        try {
            return command.get();
        } catch (RefusedException e) {
            return "refused: " + e.problem().status() + " " + e.problem().code()
                    + Wording.pointers(e.problem().errors());
        }
    }

    String declare(Limited runs, Limited children) {
        offers = List.of(offer(WORKFLOW, List.of(), runs), offer(CHILD, List.of(STARTING), children));
        return IntStream.range(0, WORKERS).mapToObj(this::open).collect(Collectors.joining(", "));
    }

    private static WorkflowOffer offer(String workflow, List<String> on, Limited limited) {
        return new WorkflowOffer(workflow, 1, null, null, null, null, on, null, null, limited.limits(), null);
    }

    String open(int worker) {
        workerIds[worker] = server.open(
                        ContractWorker.session(names.instance(worker), offers.toArray(WorkflowOffer[]::new)))
                .workerId();
        return "opened " + wording.opened(workerIds[worker], worker);
    }

    String close(int worker) {
        server.close(workerIds[worker]);
        return "closed";
    }

    String start(
            int slot,
            @Nullable String id,
            @Nullable Duration delay,
            @Nullable Duration timeout,
            boolean anew,
            int priority) {
        return wording.of(server.start(new StartRun(
                WORKFLOW,
                input(slot),
                names.run(slot),
                id,
                delay,
                null,
                priority,
                null,
                timeout,
                null,
                null,
                anew ? true : null,
                null,
                null)));
    }

    String poll(int worker, int free, boolean again) {
        requestIds[worker] += again && requestIds[worker] > 0 ? 0 : 1;
        Poll poll = new Poll(
                requestIds[worker],
                free,
                List.of(new Poll.Wanted(WORKFLOW, List.of(1), free), new Poll.Wanted(CHILD, List.of(1), free)),
                Duration.ZERO,
                null);
        PollAnswer answer = server.poll(workerIds[worker], poll);
        answer.runs()
                .forEach(run -> claims.computeIfAbsent(run.runId(), any -> new ArrayList<>())
                        .add(run));
        return answer.runs().stream().map(wording::of).collect(Collectors.joining(", "))
                + wording.of(answer.resolved(), answer.cancel(), answer.drain());
    }

    String renew(int worker, boolean all, boolean behind) {
        List<UUID> held = all ? List.copyOf(claims.keySet()) : List.of();
        Renewed renewed = server.renew(workerIds[worker], new Renew(held, requestIds[worker] - (behind ? 1 : 0)));
        return "for " + Wording.inSeconds(renewed.leaseFor()) + " lost "
                + Wording.sorted(renewed.lost().stream()
                        .map(lost -> names.of(lost.runId()))
                        .toList())
                + wording.of(renewed.resolved(), renewed.cancel(), renewed.drain());
    }

    /** Whether any worker has ever had a claim of it. */
    boolean hasClaim(int slot) {
        return claims.containsKey(names.run(slot));
    }

    /** Reports under the last claim of a run, or under the one before it. */
    String report(int worker, int slot, boolean stale, List<Said> said) {
        List<ClaimedRun> known = claims.getOrDefault(names.run(slot), List.of());
        String token = known.isEmpty()
                ? "1-" + names.run(slot)
                : known.get(stale && known.size() > 1 ? known.size() - 2 : known.size() - 1)
                        .leaseToken();
        List<Report> reports = said.stream()
                .map(what -> what.about(names.run(slot), token, names, slot))
                .toList();
        requests.add(reports);
        return send(worker, reports) + ", then " + outcome(() -> wording.of(server.run(names.run(slot), false)));
    }

    /** The last reports once more, as after an answer that got lost. */
    String repeat(int worker) {
        return requests.isEmpty() ? "nothing to repeat" : send(worker, requests.get(requests.size() - 1));
    }

    private String send(int worker, List<Report> reports) {
        return server.report(workerIds[worker], reports).results().stream()
                .map(Wording::of)
                .collect(Collectors.joining(" "));
    }

    String drain(int worker) {
        return wording.of(server.drainWorker(workerIds[worker]));
    }

    String limit(String workflow, Limited limited) {
        if (limited == Limited.NOT) {
            server.resetLimits(workflow);
        } else {
            server.setLimits(workflow, limited.limits());
        }
        return limits(workflow);
    }

    /** As they hold, now that open runs go by them. */
    private String limits(String workflow) {
        return workflow + Wording.of(server.workflow(workflow).limits());
    }

    String cancel(int slot, boolean force) {
        return wording.of(server.cancel(names.run(slot), new CancelRun(null, force)));
    }

    String retry(int slot) {
        return wording.of(server.retry(names.run(slot), null));
    }

    String restart(int slot, boolean fromStep) {
        StepKey from = fromStep ? StepKey.of("s2", 1) : null;
        return wording.of(server.restart(names.run(slot), new RestartRun(from, names.run(slot + Names.RESTARTS))));
    }

    String emit(String name, int number) {
        return wording.of(server.publish(new PublishEvent(name, null, input(number), names.event(number))));
    }

    /** To the second: what the commands themselves take does not add up. */
    String pass(Duration time) {
        passed = passed.plus(time);
        server.passTime(Duration.between(server.now(), began.plus(passed)));
        return "passed";
    }

    /** Everything there is, as far as it can be compared. */
    List<String> everything() {
        Pages all = new Pages(200, null);
        List<RunSnapshot> runs = server.runs(RunFilter.ALL, all).items();
        return Stream.of(
                        runs.stream().map(wording::of),
                        runs.stream().map(RunSnapshot::runId).flatMap(runId -> whole(runId, all)),
                        server.events(null, null, all).items().stream().map(wording::of),
                        server.workers(all).items().stream().map(wording::of),
                        server.stats().stream().map(Wording::of),
                        Stream.of(WORKFLOW, CHILD).map(this::limits))
                .flatMap(Function.identity())
                .toList();
    }

    @Nullable String status(int slot) {
        try {
            return server.run(names.run(slot), false).status().name();
        } catch (RefusedException e) {
            return null;
        }
    }

    private Stream<String> whole(UUID runId, Pages all) {
        RunSnapshot run = server.run(runId, true);
        return Stream.of(
                        Stream.of(wording.of(run)),
                        Objects.requireNonNull(run.steps()).stream().map(wording::of),
                        server.history(runId, all).items().stream().map(wording::of))
                .flatMap(Function.identity())
                .map(line -> names.of(runId) + ": " + line);
    }
}
