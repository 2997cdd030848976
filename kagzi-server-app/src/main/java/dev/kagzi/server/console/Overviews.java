package dev.kagzi.server.console;

import com.github.benmanes.caffeine.cache.Cache;
import dev.kagzi.protocol.LimitsInForce;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.protocol.WorkerSnapshot;
import dev.kagzi.protocol.WorkflowLoad;
import dev.kagzi.protocol.WorkflowSnapshot;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.namespace.Namespaces;
import dev.kagzi.server.run.RunFigures;
import dev.kagzi.server.run.RunFigures.Trouble;
import dev.kagzi.server.run.Runs;
import dev.kagzi.server.schedule.Schedules;
import dev.kagzi.server.settings.ServerSettings;
import dev.kagzi.server.web.PageRequest;
import dev.kagzi.server.worker.Workers;
import dev.kagzi.server.workflow.WorkflowLoads;
import dev.kagzi.server.workflow.Workflows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts together what goes on in a namespace, and says in plain words what is wrong and what to do about it. */
@Component
public class Overviews {

    private static final Duration LATELY = Duration.ofHours(1);
    private static final Duration LONG_WAIT = Duration.ofMinutes(1);
    /** Runs have to end before their failures are a share of something. */
    private static final int ENOUGH = 5;

    /** Of the largest payload there may be. */
    private static final double NEARLY = 0.8;

    private static final int PAGE = 200;
    private static final int SHOWN = 100;

    private final Cache<NamespaceId, Overview> recent;
    private final Namespaces namespaces;
    private final Workflows workflows;
    private final WorkflowLoads loads;
    private final Runs runs;
    private final Workers workers;
    private final Schedules schedules;
    private final RunFigures figures;
    private final DatabaseClock clock;
    private final long largestPayload;

    Overviews(
            Namespaces namespaces,
            Workflows workflows,
            WorkflowLoads loads,
            Runs runs,
            Workers workers,
            Schedules schedules,
            RunFigures figures,
            DatabaseClock clock,
            ServerSettings settings,
            Recently recently) {
        this.recent = recently.read();
        this.namespaces = namespaces;
        this.workflows = workflows;
        this.loads = loads;
        this.runs = runs;
        this.workers = workers;
        this.schedules = schedules;
        this.figures = figures;
        this.clock = clock;
        this.largestPayload = settings.maxPayload().toBytes();
    }

    /**
     * @param loads of the busiest workflows, those first whose runs have waited longest
     * @param online workers that can be counted on, of the first two hundred
     * @param all workers, of the first two hundred
     * @param failed how many runs have failed in the last hour, of the workflows with most
     */
    public record Overview(
            List<Problem> problems,
            List<WorkflowLoad> loads,
            boolean hasMoreWorkflows,
            long online,
            int all,
            Map<String, Long> failed) {}

    /**
     * Something that somebody has to see to.
     *
     * @param link the page that shows it
     * @param linkText which page that is
     */
    public record Problem(boolean isBad, String what, String remedy, String link, String linkText) {}

    Overview of(NamespaceId namespace, String base) {
        return recent.get(namespace, id -> read(id, base));
    }

    private Overview read(NamespaceId namespace, String base) {
        List<WorkflowLoad> all = loads.roughly(namespace.value());
        List<WorkerSnapshot> known = workers.list(namespace.value(), PageRequest.of(List.of("overview"), PAGE, null))
                .items();
        List<WorkflowLoad> busiest = all.stream()
                .sorted(Comparator.comparingDouble(WorkflowLoad::oldestPendingSeconds)
                        .thenComparing(WorkflowLoad::running)
                        .reversed())
                .limit(SHOWN)
                .toList();
        long online = known.stream()
                .filter(worker -> worker.status() == WorkerSnapshot.Status.ONLINE)
                .count();
        List<Trouble> troubles = figures.troubles(namespace.value(), LATELY);
        Map<String, Long> failed = troubles.stream().collect(Collectors.toMap(Trouble::workflow, Trouble::failed));
        return new Overview(
                problems(namespace, base, all, troubles), busiest, all.size() > SHOWN, online, known.size(), failed);
    }

    private List<Problem> problems(NamespaceId namespace, String base, List<WorkflowLoad> all, List<Trouble> troubles) {
        List<Problem> problems = new ArrayList<>();
        if (namespaces.isDisabled(namespace.value())) {
            problems.add(new Problem(
                    true,
                    "This namespace is disabled: nothing in it is started, claimed, fired or woken.",
                    "Enable it under Admin once the reason for disabling it is gone.",
                    base + "/admin",
                    "Show the namespaces"));
        }
        List<String> inLine = all.stream()
                .filter(load -> load.pending() > 0)
                .map(WorkflowLoad::workflow)
                .toList();
        Map<String, WorkflowSnapshot> known = workflows.withoutStats(namespace.value(), inLine).stream()
                .collect(Collectors.toMap(WorkflowSnapshot::name, Function.identity()));
        for (WorkflowLoad load : all) {
            addLoad(problems, base, load, known.get(load.workflow()));
        }
        for (Trouble trouble : troubles) {
            addTrouble(problems, base, trouble);
        }
        runs.largestPayloads(namespace.value())
                .forEach((workflow, bytes) -> addPayload(problems, base, workflow, bytes));
        addLateSchedules(problems, namespace, base);
        problems.sort(Comparator.comparing(Problem::isBad).reversed());
        return problems;
    }

    private static void addLoad(
            List<Problem> problems, String base, WorkflowLoad load, @Nullable WorkflowSnapshot known) {
        String name = load.workflow();
        if (load.needsAttention() > 0) {
            problems.add(new Problem(
                    true,
                    "%s of '%s' %s stopped and will not continue by %s."
                            .formatted(
                                    runs(load.needsAttention()),
                                    name,
                                    load.needsAttention() == 1 ? "has" : "have",
                                    load.needsAttention() == 1 ? "itself" : "themselves"),
                    "Look at the failure of one: most often code was deployed that does not match runs under way. Deploy code that does,"
                            + " then retry them.",
                    runsOf(base, name) + "&status=NEEDS_ATTENTION",
                    "Show these runs"));
        }
        if (known == null || load.pending() == 0) {
            return;
        }
        boolean hasWorker = known.versions().stream().anyMatch(version -> version.workers() > 0);
        if (!hasWorker) {
            problems.add(new Problem(
                    true,
                    "%s of '%s' wait, and no live worker offers that workflow.".formatted(runs(load.pending()), name),
                    "Start the application that has this workflow, and check its log for a refusal by the server.",
                    base + "/workers",
                    "Show the workers"));
        } else if (isSaturated(known.limits())) {
            problems.add(new Problem(
                    false,
                    "%s of '%s' wait because its limits are reached.".formatted(runs(load.pending()), name),
                    "That is what limits are for; raise them if what they protect can take more.",
                    base + "/workflows/" + Address.segment(name),
                    "Show the limits"));
        } else if (load.oldestPendingSeconds() > LONG_WAIT.toSeconds()) {
            problems.add(new Problem(
                    false,
                    "%s of '%s' wait for a worker, one of them for %d s."
                            .formatted(runs(load.pending()), name, Math.round(load.oldestPendingSeconds())),
                    "Start more workers, or give each more slots: 'kagzi.worker.concurrency'.",
                    base + "/workers",
                    "Show the workers"));
        }
    }

    private static boolean isSaturated(LimitsInForce limits) {
        return limits.concurrency() != null && limits.concurrency().waiting() > 0
                || limits.throttle() != null && limits.throttle().waiting() > 0;
    }

    private static void addTrouble(List<Problem> problems, String base, Trouble trouble) {
        String name = trouble.workflow();
        if (trouble.finished() >= ENOUGH && trouble.failed() * 10 > trouble.finished()) {
            problems.add(new Problem(
                    true,
                    "%,d of %,d runs of '%s' that ended in the last hour have failed."
                            .formatted(trouble.failed(), trouble.finished(), name),
                    "See which step fails, fix the cause, then retry all of them as one job.",
                    runsOf(base, name) + "&status=FAILED",
                    "Show the failed runs"));
        }
        if (trouble.lostLeases() > 0) {
            problems.add(new Problem(
                    false,
                    "%s of '%s' lost %s in the last hour: the worker died, hung or could not reach the server."
                            .formatted(
                                    runs(trouble.lostLeases()),
                                    name,
                                    trouble.lostLeases() == 1 ? "its worker" : "their workers"),
                    "Nothing is lost, but the steps they were at run again. Look for killed processes, long pauses and full pools.",
                    base + "/workers",
                    "Show the workers"));
        }
    }

    private void addPayload(List<Problem> problems, String base, String workflow, int bytes) {
        if (bytes > NEARLY * largestPayload) {
            problems.add(new Problem(
                    false,
                    "'%s' has inputs or outputs of up to %,d bytes; %,d are the most the server takes."
                            .formatted(workflow, bytes, largestPayload),
                    "Store large data elsewhere, and pass a reference to the run.",
                    runsOf(base, workflow),
                    "Show its runs"));
        }
    }

    private void addLateSchedules(List<Problem> problems, NamespaceId namespace, String base) {
        Instant now = clock.now();
        List<String> late =
                schedules.list(namespace.value(), PageRequest.of(List.of("overview"), PAGE, null)).items().stream()
                        .filter(schedule -> ScheduleWords.isLate(schedule, now))
                        .map(ScheduleSnapshot::scheduleId)
                        .toList();
        if (!late.isEmpty()) {
            problems.add(new Problem(
                    true,
                    "%s late: %s."
                            .formatted(
                                    late.size() == 1 ? "A schedule is" : late.size() + " schedules are",
                                    String.join(", ", late)),
                    "The server's log says why it could not be fired; it is tried again every minute.",
                    base + "/schedules",
                    "Show the schedules"));
        }
    }

    private static String runs(long count) {
        if (count == 1) {
            return "One run";
        }
        return "%,d runs%s".formatted(count, count == WorkflowLoads.ROUGH ? " or more" : "");
    }

    private static String runsOf(String base, String workflow) {
        return base + "/runs?workflow=" + Address.segment(workflow);
    }
}
