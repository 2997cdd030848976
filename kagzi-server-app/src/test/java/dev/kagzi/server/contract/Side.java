package dev.kagzi.server.contract;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.EventSnapshot;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.PublishEvent;
import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunTransition;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.EndedClaim;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.protocol.worker.Renew;
import dev.kagzi.protocol.worker.Renewed;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.Resolved;
import dev.kagzi.test.contract.ContractServer;
import dev.kagzi.test.contract.ContractWorker;
import dev.kagzi.test.server.Pages;
import dev.kagzi.test.server.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One of the two servers that are given the same commands, and what its workers know. What it says can be compared with the other. */
final class Side {

    static final String WORKFLOW = "a";
    static final String CHILD = "b";
    static final int WORKERS = 2;

    private final ContractServer server;
    private final Names names;
    private final UUID[] workerIds = new UUID[WORKERS];
    private final long[] requestIds = new long[WORKERS];
    private final Map<UUID, List<ClaimedRun>> claims = new HashMap<>();
    private final List<List<Report>> requests = new ArrayList<>();

    Side(ContractServer server, Names names) {
        this.server = server;
        this.names = names;
        for (int worker = 0; worker < WORKERS; worker++) {
            open(worker);
        }
    }

    /** What became of a command: the answer without what differs from server to server, or the code of the refusal. */
    static String outcome(Supplier<String> command) {
        try {
            return command.get();
        } catch (RefusedException e) {
            return "refused: " + e.problem().code();
        }
    }

    String open(int worker) {
        workerIds[worker] = server.open(ContractWorker.session(
                        names.instance(worker), ContractWorker.offer(WORKFLOW), ContractWorker.offer(CHILD)))
                .workerId();
        return "opened";
    }

    String close(int worker) {
        server.close(workerIds[worker]);
        return "closed";
    }

    String start(int slot, @Nullable String id, @Nullable Duration delay, @Nullable Duration timeout, boolean anew) {
        return text(server.start(new StartRun(
                WORKFLOW,
                Payload.of(Integer.toString(slot)),
                names.run(slot),
                id,
                delay,
                null,
                null,
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
        return answer.runs().stream().map(this::text).collect(Collectors.joining(", "))
                + news(answer.resolved(), answer.cancel(), answer.drain());
    }

    private String news(List<Resolved> resolved, List<EndedClaim> cancelled, @Nullable Boolean drain) {
        return " resolved "
                + sorted(resolved.stream()
                        .map(outcome ->
                                names.of(outcome.runId()) + "/" + outcome.claim() + " " + text(outcome.outcome()))
                        .toList())
                + " cancel "
                + sorted(cancelled.stream()
                        .map(claim -> names.of(claim.runId()) + "/" + claim.claim())
                        .toList())
                + " drain " + drain;
    }

    private static String sorted(List<String> texts) {
        return new TreeSet<>(texts).toString();
    }

    String renew(int worker, boolean all) {
        List<UUID> held = all ? List.copyOf(claims.keySet()) : List.of();
        Renewed renewed = server.renew(workerIds[worker], new Renew(held, requestIds[worker]));
        return "lost "
                + sorted(renewed.lost().stream()
                        .map(lost -> names.of(lost.runId()))
                        .toList())
                + news(renewed.resolved(), renewed.cancel(), renewed.drain());
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
        return send(worker, reports);
    }

    /** The last reports once more, as after an answer that got lost. */
    String repeat(int worker) {
        return requests.isEmpty() ? "nothing to repeat" : send(worker, requests.get(requests.size() - 1));
    }

    private String send(int worker, List<Report> reports) {
        return server.report(workerIds[worker], reports).results().stream()
                .map(result -> result.code() == null
                        ? Boolean.TRUE.equals(result.repeated()) ? "repeated" : "ok"
                        : result.code().name())
                .collect(Collectors.joining(" "));
    }

    String cancel(int slot, boolean force) {
        return text(server.cancel(names.run(slot), new CancelRun(null, force)));
    }

    String retry(int slot) {
        return text(server.retry(names.run(slot), null));
    }

    String restart(int slot, boolean fromStep) {
        StepKey from = fromStep ? StepKey.of("s2", 1) : null;
        return text(server.restart(names.run(slot), new RestartRun(from, names.run(slot + Names.RESTARTS))));
    }

    String emit(int number) {
        EventSnapshot event =
                server.publish(new PublishEvent("e", null, Payload.of(Integer.toString(number)), names.event(number)));
        return "started " + event.startedRuns().size() + " woken "
                + sorted(event.wokenRuns().stream()
                        .map(run -> names.of(run.runId()))
                        .toList());
    }

    String pass(Duration time) {
        server.passTime(time);
        return "passed";
    }

    /** Everything there is, as far as it can be compared. */
    String everything() {
        return names.slots().stream()
                .map(slot -> slot + ": " + outcome(() -> whole(names.run(slot))))
                .collect(Collectors.joining("\n"));
    }

    @Nullable String status(int slot) {
        try {
            return server.run(names.run(slot), false).status().name();
        } catch (RefusedException e) {
            return null;
        }
    }

    private String whole(UUID runId) {
        RunSnapshot run = server.run(runId, true);
        List<StepSnapshot> steps = run.steps() == null ? List.of() : run.steps();
        return text(run) + "\n   "
                + steps.stream().map(this::text).collect(Collectors.joining("\n   ")) + "\n   "
                + server.history(runId, new Pages(200, null)).items().stream()
                        .map(Side::text)
                        .collect(Collectors.joining("\n   "));
    }

    private String text(RunSnapshot run) {
        return names.of(run.runId()) + " " + run.status() + " id " + run.id() + " attempt " + run.attempt()
                + " version "
                + run.version() + " waiting "
                + (run.waitingFor() == null
                        ? null
                        : run.waitingFor().kind() + " " + run.waitingFor().name())
                + " ending " + run.ending() + " tags " + run.tags() + " progress " + run.progress() + " input "
                + run.input() + " output " + run.output() + " failure " + text(run.failure()) + " created "
                + run.created() + " already " + run.already() + " held " + (run.workerId() != null) + " started "
                + (run.startedAt() != null) + " finished " + (run.finishedAt() != null) + " deadline "
                + (run.deadline() != null) + " parent " + names.of(run.parentRunId()) + " restart of "
                + names.of(run.restartOf());
    }

    private static @Nullable String text(@Nullable Failure failure) {
        return failure == null ? null : failure.type() + " " + failure.step();
    }

    private String text(ClaimedRun run) {
        return names.of(run.runId()) + "/" + run.claim() + " attempt " + run.attempt() + " version " + run.version()
                + " ending " + run.ending() + " tags " + run.tags() + " steps "
                + run.steps().stream().map(this::text).toList();
    }

    private String text(HistoryStep step) {
        return step.step() + " " + step.position() + " " + step.kind() + " " + step.status() + " attempts "
                + step.attempts() + " output " + step.output() + " failure " + text(step.failure()) + " open "
                + (step.until() != null) + " child " + names.of(step.childRunId());
    }

    private String text(StepSnapshot step) {
        return step.step() + " " + step.position() + " " + step.kind() + " " + step.status() + " attempts "
                + step.attempts() + " output " + step.output() + " failure " + text(step.failure()) + " open "
                + (step.until() != null) + " finished " + (step.finishedAt() != null) + " child "
                + names.of(step.childRunId());
    }

    private static String text(RunTransition transition) {
        return transition.seq() + " " + transition.from() + " -> " + transition.to() + " claim " + transition.claim()
                + " by " + transition.actor() + ": " + transition.reason() + ", " + text(transition.failure());
    }
}
