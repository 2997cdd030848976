package dev.kagzi.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RetryOffer;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.RunTransition;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.WaitingFor;
import dev.kagzi.protocol.WorkerSnapshot;
import dev.kagzi.protocol.WorkflowLoad;
import dev.kagzi.protocol.WorkflowSnapshot;
import dev.kagzi.protocol.worker.WorkflowOffer;
import dev.kagzi.test.contract.ContractWorker.Claim;
import dev.kagzi.test.server.InMemoryRuns.RunEvent;
import dev.kagzi.test.server.Pages;
import dev.kagzi.test.server.RunFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What there is can be read: lists, results, streams, workflows, workers, figures. */
public abstract class ReadContract extends ServerContract {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private RunSnapshot start(String workflow, @Nullable String id, Map<String, String> tags) {
        aMoment();
        return server.start(new StartRun(
                workflow, Payload.of("[1]"), null, id, null, null, null, tags, null, null, null, null, null, null));
    }

    private List<UUID> found(RunFilter filter) {
        return server.runs(filter, Pages.FIRST).items().stream()
                .map(RunSnapshot::runId)
                .toList();
    }

    private static RunFilter filter(
            @Nullable String workflow, Set<RunStatus> statuses, @Nullable String id, Map<String, String> tags) {
        return new RunFilter(workflow, statuses, id, tags, null, null, null, null);
    }

    private static <T> List<T> all(Function<Pages, Page<T>> list, int limit) {
        List<T> items = new ArrayList<>();
        Pages next = new Pages(limit, null);
        while (next != null) {
            Page<T> page = list.apply(next);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
            items.addAll(page.items());
            next = page.nextCursor() == null ? null : new Pages(limit, page.nextCursor());
        }
        return items;
    }

    @Test
    void runsAreListedNewestFirstWithoutWhatTheyWereGiven() {
        worker("order");
        List<UUID> runs = IntStream.range(0, 5)
                .mapToObj(i -> start("order", null, Map.of()).runId())
                .toList();

        List<RunSnapshot> listed = all(page -> server.runs(RunFilter.ALL, page), 2);

        assertThat(listed)
                .extracting(RunSnapshot::runId)
                .containsExactly(runs.get(4), runs.get(3), runs.get(2), runs.get(1), runs.get(0));
        assertThat(listed).extracting(RunSnapshot::input).containsOnlyNulls();
    }

    @Test
    void runsAreListedByWhatTheyAre() {
        ContractWorker worker = ContractWorker.offering(
                server,
                new WorkflowOffer("order", 1, List.of("old-order"), null, null, null, null, null, null, null, null),
                ContractWorker.offer("refund"));
        RunSnapshot first = start("order", "id-1", Map.of("region", "eu", "size", "big"));
        RunSnapshot second = start("old-order", "id-2", Map.of("region", "us"));
        RunSnapshot third = start("refund", "id-1", Map.of("region", "eu"));
        server.cancel(second.runId(), new CancelRun(null, null));

        assertThat(found(filter("order", Set.of(), null, Map.of()))).containsExactly(second.runId(), first.runId());
        assertThat(found(filter("old-order", Set.of(), null, Map.of()))).containsExactly(second.runId(), first.runId());
        assertThat(found(filter("nobody", Set.of(), null, Map.of()))).isEmpty();
        assertThat(found(filter(null, Set.of(RunStatus.CANCELLED), null, Map.of())))
                .containsExactly(second.runId());
        assertThat(found(filter("order", Set.of(RunStatus.PENDING, RunStatus.RUNNING), null, Map.of())))
                .containsExactly(first.runId());
        assertThat(found(filter(null, Set.of(), "id-1", Map.of()))).containsExactly(third.runId(), first.runId());
        assertThat(found(filter(null, Set.of(), null, Map.of("region", "eu"))))
                .containsExactly(third.runId(), first.runId());
        assertThat(found(filter(null, Set.of(), null, Map.of("region", "eu", "size", "big"))))
                .containsExactly(first.runId());
        assertThat(found(new RunFilter(
                        null, Set.of(), null, Map.of(), null, null, first.createdAt(), third.createdAt())))
                .containsExactly(second.runId());
        Claim parent = worker.claim(first);
        worker.reportOk(parent.childStarted("refund", 1, null));
        assertThat(found(new RunFilter(null, Set.of(), null, Map.of(), first.runId(), null, null, null)))
                .singleElement()
                .satisfies(child -> assertThat(run(child).parentRunId()).isEqualTo(first.runId()));
    }

    @Test
    void aPageIsAskedForWithinBoundsAndGoesOnWithTheSameFilters() {
        worker("order");
        start("order", null, Map.of());
        start("order", null, Map.of());
        String cursor = server.runs(RunFilter.ALL, new Pages(1, null)).nextCursor();

        invalid(() -> server.runs(RunFilter.ALL, new Pages(0, null)), "limit");
        invalid(() -> server.runs(RunFilter.ALL, new Pages(201, null)), "limit");
        refused(ProblemCode.INVALID_CURSOR, () -> server.runs(RunFilter.ALL, new Pages(1, "x")));
        refused(
                ProblemCode.INVALID_CURSOR,
                () -> server.runs(filter("order", Set.of(), null, Map.of()), new Pages(1, cursor)));
    }

    @Test
    void stepsAreListedInCallOrder() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order");
        Claim claim = worker.claim(run);
        worker.reportOk(
                claim.stepCompleted("reserve", 1, "\"x\""),
                claim.stepFailed("charge", 2, 2, Duration.ofHours(1)),
                claim.stepStarted("ship", 3, 1));

        List<StepSnapshot> steps = all(page -> server.steps(run.runId(), page), 2);

        assertThat(steps).extracting(step -> step.step().name()).containsExactly("reserve", "charge", "ship");
        assertThat(steps)
                .extracting(StepSnapshot::status)
                .containsExactly(StepStatus.COMPLETED, StepStatus.WAITING, StepStatus.RUNNING);
        assertThat(steps.get(0).output()).hasToString("\"x\"");
        assertThat(steps.get(0).finishedAt()).isNotNull();
        assertThat(steps.get(1).attempts()).isEqualTo(2);
        assertThat(steps.get(1).failure().message()).isEqualTo("no");
        assertThat(steps.get(1).until()).isAfter(server.now());
        assertThat(run(run.runId()).steps()).isEqualTo(steps);
        assertThat(run(run.runId()).moreSteps()).isNull();
        assertThat(server.run(run.runId(), false).steps()).isNull();
    }

    @Test
    void theHistoryOfARunSaysWhoHasChangedIt() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order");
        Claim claim = worker.claim(run);
        worker.reportOk(claim.sleepStarted("nap", 1, Duration.ofSeconds(5)), claim.waiting());
        server.passTime(Duration.ofSeconds(6));
        worker.reportOk(worker.claim(run).runCompleted("true"));

        List<RunTransition> history = all(page -> server.history(run.runId(), page), 2);

        assertThat(history).extracting(RunTransition::seq).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(history)
                .extracting(RunTransition::to)
                .containsExactly(
                        RunStatus.PENDING,
                        RunStatus.RUNNING,
                        RunStatus.WAITING,
                        RunStatus.PENDING,
                        RunStatus.RUNNING,
                        RunStatus.COMPLETED);
        assertThat(history)
                .extracting(RunTransition::actor)
                .containsExactly(
                        RunTransition.Actor.CLIENT,
                        RunTransition.Actor.WORKER,
                        RunTransition.Actor.WORKER,
                        RunTransition.Actor.SERVER,
                        RunTransition.Actor.WORKER,
                        RunTransition.Actor.WORKER);
        assertThat(history).extracting(RunTransition::claim).containsExactly(0L, 1L, 1L, 1L, 2L, 2L);
    }

    @Test
    void aResultIsWaitedFor() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order");
        assertThat(server.result(run.runId(), Duration.ZERO).status()).isEqualTo(RunStatus.PENDING);
        invalid(() -> server.result(run.runId(), Duration.ofSeconds(61)), "wait");

        CompletableFuture<RunSnapshot> result = meanwhile(() -> server.result(run.runId(), PATIENCE));
        worker.reportOk(worker.claim(run).runCompleted("{\"a\":1}"));

        RunSnapshot finished = soon(result);
        assertThat(finished.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(finished.output()).hasToString("{\"a\":1}");
    }

    @Test
    void aRunIsFollowedToItsEnd() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order");
        RunEvent first = server.next(run.runId(), null, PATIENCE).orElseThrow();
        assertThat(first.run().status()).isEqualTo(RunStatus.PENDING);
        assertThat(server.next(run.runId(), first.id(), Duration.ofMillis(50))).isEmpty();

        CompletableFuture<Optional<RunEvent>> next = meanwhile(() -> server.next(run.runId(), first.id(), PATIENCE));
        Claim claim = worker.claim(run);
        assertThat(soon(next)).isPresent();
        worker.reportOk(claim.runCompleted("true"));
        RunEvent last = server.next(run.runId(), first.id(), PATIENCE).orElseThrow();
        assertThat(last.run().status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(server.next(run.runId(), last.id(), PATIENCE)).isEmpty();
    }

    @Test
    void progressAndTagsAreShown() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order", null, Map.of("region", "eu"));
        Claim claim = worker.claim(run);

        worker.reportOk(claim.progressed("{\"done\":1}", Map.of("stage", "paid")));

        assertThat(run(run.runId()).progress()).hasToString("{\"done\":1}");
        assertThat(run(run.runId()).tags()).containsOnly(Map.entry("region", "eu"), Map.entry("stage", "paid"));
        assertThat(found(filter(null, Set.of(), null, Map.of("stage", "paid")))).containsExactly(run.runId());
        assertThat(run(run.runId()).workerId()).isEqualTo(worker.workerId());
    }

    @Test
    void whatARunWaitsForIsShown() {
        ContractWorker worker = worker("order");
        RunSnapshot run = start("order");
        Claim claim = worker.claim(run);
        worker.reportOk(
                claim.waitStarted("shipped", 1, 1, null, null),
                claim.sleepStarted("nap", 2, Duration.ofHours(1)),
                claim.waiting());

        WaitingFor waitingFor = run(run.runId()).waitingFor();
        assertThat(waitingFor.kind()).isEqualTo(WaitingFor.Kind.SLEEP);
        assertThat(waitingFor.name()).isEqualTo("nap");
        assertThat(waitingFor.until()).isAfter(server.now());
        assertThat(start("order").waitingFor().kind()).isEqualTo(WaitingFor.Kind.WORKER);
    }

    @Test
    void workflowsAreShownAsTheyAreDeclared() {
        RetryOffer retry = new RetryOffer(3, Duration.ofSeconds(1), 2, Duration.ofMinutes(1), 0.2);
        ContractWorker worker = ContractWorker.offering(
                server,
                new WorkflowOffer(
                        "order",
                        1,
                        List.of("old-order"),
                        5,
                        Duration.ofHours(1),
                        retry,
                        List.of("order.created"),
                        null,
                        null,
                        null,
                        null),
                ContractWorker.offer("order", 2));
        worker("refund");
        start("order", null, Map.of());
        worker.reportOk(worker.claim().runCompleted("true"));
        start("order", null, Map.of());
        worker.reportOk(worker.claim().runFailed("no"));

        WorkflowSnapshot order = server.workflow("old-order");

        assertThat(order.name()).isEqualTo("order");
        assertThat(order.aliases()).containsExactly("old-order");
        assertThat(order.on()).isEmpty();
        assertThat(order.versions())
                .containsExactly(
                        new WorkflowSnapshot.Version(2, 1, null, null, null),
                        new WorkflowSnapshot.Version(1, 1, 5, Duration.ofHours(1), retry));
        assertThat(order.stats().completed()).isEqualTo(1);
        assertThat(order.stats().failed()).isEqualTo(1);
        assertThat(order.stats().p50()).isNotNull().isEqualTo(order.stats().p95());
        assertThat(all(server::workflows, 1)).extracting(WorkflowSnapshot::name).containsExactly("order", "refund");
        refused(ProblemCode.WORKFLOW_UNKNOWN, () -> server.workflow("nobody"));
    }

    @Test
    void workersAreShownUntilNobodyHasHeardOfThemForTwoLeases() {
        ContractWorker worker = worker("order");
        aMoment();
        ContractWorker other = worker("order");
        start("order");
        worker.claim();

        assertThat(all(server::workers, 1))
                .extracting(WorkerSnapshot::workerId)
                .containsExactly(other.workerId(), worker.workerId());
        WorkerSnapshot shown = server.worker(worker.workerId());
        assertThat(shown.application()).isEqualTo("contract");
        assertThat(shown.pid()).isEqualTo(7);
        assertThat(shown.slots()).isEqualTo(10);
        assertThat(shown.held()).isEqualTo(1);
        assertThat(shown.status()).isEqualTo(WorkerSnapshot.Status.ONLINE);
        assertThat(shown.workflows()).containsExactly(new WorkerSnapshot.Offer("order", 1));
        assertThat(server.drainWorker(other.workerId()).status()).isEqualTo(WorkerSnapshot.Status.DRAINING);

        server.passTime(Duration.ofSeconds(61));

        assertThat(server.worker(worker.workerId()).status()).isEqualTo(WorkerSnapshot.Status.OFFLINE);
        refused(ProblemCode.WORKER_NOT_FOUND, () -> server.worker(UUID.randomUUID()));
        refused(ProblemCode.WORKER_NOT_FOUND, () -> server.drainWorker(UUID.randomUUID()));
    }

    @Test
    void whatThereIsToDoIsCounted() {
        ContractWorker worker = worker("order", "refund");
        RunSnapshot attended = start("order", null, Map.of());
        worker.reportOk(worker.claim(attended).needsAttention("no"));
        Claim waiting = worker.claim(start("order", null, Map.of()));
        worker.reportOk(waiting.sleepStarted("nap", 1, Duration.ofHours(1)), waiting.waiting());
        worker.claim(start("order", null, Map.of()));
        start("order", null, Map.of());
        server.passTime(Duration.ofSeconds(10));

        eventually(() -> {
            WorkflowLoad order = load("order");
            assertThat(order.pending()).isEqualTo(1);
            assertThat(order.running()).isEqualTo(1);
            assertThat(order.waiting()).isEqualTo(1);
            assertThat(order.needsAttention()).isEqualTo(1);
            assertThat(order.oldestPendingSeconds()).isBetween(10.0, 30.0);
        });
        assertThat(load("refund")).isEqualTo(new WorkflowLoad("refund", 0, 0, 0, 0, 0));
    }

    private WorkflowLoad load(String workflow) {
        return server.stats().stream()
                .filter(load -> load.workflow().equals(workflow))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theServerSaysWhichItIs() {
        assertThat(server.info().version()).isNotBlank();
        assertThat(server.info().api().from()).isEqualTo(1);
        assertThat(server.info().api().to()).isEqualTo(1);
        assertThat(server.now()).isAfter(Instant.EPOCH);
    }
}
