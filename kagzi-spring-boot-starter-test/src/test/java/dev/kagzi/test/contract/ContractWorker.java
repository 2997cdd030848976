package dev.kagzi.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.protocol.worker.Renew;
import dev.kagzi.protocol.worker.Renewed;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.WorkflowOffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A worker that speaks the protocol by hand. */
public final class ContractWorker {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final ContractServer server;
    private final OpenSession declaration;
    private UUID workerId;
    private long requestId;

    private ContractWorker(ContractServer server, OpenSession declaration) {
        this.server = server;
        this.declaration = declaration;
        this.workerId = server.open(declaration).workerId();
    }

    public static ContractWorker offering(ContractServer server, String... workflows) {
        return offering(server, Stream.of(workflows).map(ContractWorker::offer).toArray(WorkflowOffer[]::new));
    }

    public static ContractWorker offering(ContractServer server, WorkflowOffer... offers) {
        return new ContractWorker(server, session(UUID.randomUUID(), offers));
    }

    public static OpenSession session(UUID instanceId, WorkflowOffer... offers) {
        return new OpenSession(instanceId, "contract", "1.0", "host", 7L, "test", Map.of(), List.of(offers), 10);
    }

    public static WorkflowOffer offer(String name) {
        return offer(name, 1);
    }

    public static WorkflowOffer offer(String name, int version) {
        return new WorkflowOffer(name, version, null, null, null, null, null, null, null, null, null);
    }

    public static WorkflowOffer offerOn(String name, String... events) {
        return new WorkflowOffer(name, 1, null, null, null, null, List.of(events), null, null, null, null);
    }

    public UUID workerId() {
        return workerId;
    }

    public long newestRequest() {
        return requestId;
    }

    /** Opens the session anew, as after a broken connection. */
    public void reopen() {
        workerId = server.open(declaration).workerId();
    }

    /** A poll for whatever it offers, which does not wait. */
    public PollAnswer poll(int free) {
        return server.poll(workerId, request(++requestId, free, Duration.ZERO));
    }

    public Poll request(long number, int free, Duration wait) {
        requestId = Math.max(requestId, number);
        List<Poll.Wanted> wanted = declaration.workflows().stream()
                .map(WorkflowOffer::name)
                .distinct()
                .map(name -> new Poll.Wanted(name, versions(name), free))
                .toList();
        return new Poll(number, free, wanted, wait, null);
    }

    private List<Integer> versions(String name) {
        return declaration.workflows().stream()
                .filter(offer -> offer.name().equals(name))
                .map(WorkflowOffer::version)
                .toList();
    }

    /** The newest poll once more, as when its answer was lost. */
    public PollAnswer pollAgain(int free) {
        return server.poll(workerId, request(requestId, free, Duration.ZERO));
    }

    /** A poll that waits, and has arrived at the server. */
    public CompletableFuture<PollAnswer> pollMeanwhile(int free) {
        Instant before = server.worker(workerId).lastSeenAt();
        Poll poll = request(++requestId, free, LONG);
        CompletableFuture<PollAnswer> answer = ServerContract.meanwhile(() -> server.poll(workerId, poll));
        ServerContract.eventually(
                () -> assertThat(server.worker(workerId).lastSeenAt()).isAfter(before));
        return answer;
    }

    public void close() {
        server.close(workerId);
    }

    /** The only run there is for it. */
    public Claim claim() {
        List<ClaimedRun> runs = poll(1).runs();
        assertThat(runs).hasSize(1);
        return new Claim(runs.get(0));
    }

    /** This run, which is the only one there is for it. */
    public Claim claim(RunSnapshot run) {
        Claim claim = claim();
        assertThat(claim.run().runId()).isEqualTo(run.runId());
        return claim;
    }

    public Renewed renew(UUID... held) {
        return server.renew(workerId, new Renew(List.of(held), requestId));
    }

    /** Reports, and says what became of each. */
    public List<ReportResult> report(Report... reports) {
        return server.report(workerId, List.of(reports)).results();
    }

    /** Reports, and expects all of it to be new and accepted. */
    public void reportOk(Report... reports) {
        assertThat(report(reports)).containsOnly(ReportResult.OK);
    }

    /** Reports, and expects this to become of each. */
    public void reportRefused(ReportResult.Code code, Report... reports) {
        assertThat(report(reports)).extracting(ReportResult::code).containsOnly(code);
    }

    /** A claimed run, and what can be reported about it. */
    public record Claim(ClaimedRun run) {

        public UUID runId() {
            return run.runId();
        }

        public String token() {
            return run.leaseToken();
        }

        public Report.StepStarted stepStarted(String name, int position, int attempt) {
            return new Report.StepStarted(
                    runId(), token(), StepKey.of(name, 1), position, StepKind.STEP, null, attempt, null);
        }

        public Report.StepCompleted stepCompleted(String name, int position, String output) {
            return stepCompleted(StepKey.of(name, 1), position, StepKind.STEP, output, false);
        }

        public Report.StepCompleted compensable(String name, int position) {
            return stepCompleted(StepKey.of(name, 1), position, StepKind.STEP, "1", true);
        }

        public Report.StepCompleted compensated(String name, int position) {
            return stepCompleted(new StepKey("compensation", name, 1), position, StepKind.COMPENSATION, null, false);
        }

        public Report.StepCompleted stepCompleted(
                StepKey step, int position, StepKind kind, @Nullable String output, boolean compensable) {
            return new Report.StepCompleted(
                    runId(),
                    token(),
                    step,
                    position,
                    kind,
                    null,
                    output == null ? null : Payload.of(output),
                    1,
                    null,
                    null,
                    compensable ? true : null);
        }

        /** @param retryIn absent when the failure is final */
        public Report.StepFailed stepFailed(String name, int position, int attempts, @Nullable Duration retryIn) {
            return new Report.StepFailed(
                    runId(),
                    token(),
                    StepKey.of(name, 1),
                    position,
                    StepKind.STEP,
                    null,
                    failure("no"),
                    attempts,
                    retryIn,
                    null,
                    null);
        }

        public Report.SleepStarted sleepStarted(String name, int position, Duration duration) {
            return new Report.SleepStarted(runId(), token(), StepKey.of(name, 1), position, duration, null);
        }

        /** @param timeout absent for a wait without end */
        public Report.WaitStarted waitStarted(
                String event, int occurrence, int position, @Nullable String key, @Nullable Duration timeout) {
            return new Report.WaitStarted(
                    runId(), token(), StepKey.of(event, occurrence), position, event, key, timeout);
        }

        public Report.EventEmitted eventEmitted(String event, int position, @Nullable String key, String data) {
            return new Report.EventEmitted(
                    runId(), token(), StepKey.of(event, 1), position, event, key, Payload.of(data), null);
        }

        public Report.ChildStarted childStarted(String workflow, int position, @Nullable String id) {
            return new Report.ChildStarted(
                    runId(),
                    token(),
                    StepKey.of(workflow, 1),
                    position,
                    workflow,
                    Payload.of("2"),
                    id,
                    null,
                    null,
                    null);
        }

        public Report.Progressed progressed(String progress, Map<String, String> tags) {
            return new Report.Progressed(runId(), token(), Payload.of(progress), tags);
        }

        public Report.Waiting waiting() {
            return new Report.Waiting(runId(), token());
        }

        public Report.RunCompleted runCompleted(String output) {
            return new Report.RunCompleted(runId(), token(), Payload.of(output));
        }

        public Report.RunFailed runFailed(String message) {
            return new Report.RunFailed(runId(), token(), failure(message));
        }

        /** @param step whose failure it is */
        public Report.RunFailed runFailedBy(String step) {
            return new Report.RunFailed(runId(), token(), new Failure("a.B", "no", List.of("a.B"), step, null, null));
        }

        public Report.NeedsAttention needsAttention(String message) {
            return new Report.NeedsAttention(runId(), token(), failure(message));
        }

        public Report.Released released() {
            return new Report.Released(runId(), token());
        }

        private static Failure failure(String message) {
            return new Failure("a.B", message, new ArrayList<>(List.of("a.B")), null, null, null);
        }
    }
}
