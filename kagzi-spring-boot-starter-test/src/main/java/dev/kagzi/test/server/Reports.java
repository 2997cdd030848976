package dev.kagzi.test.server;

import static dev.kagzi.protocol.worker.ReportResult.refused;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.Report.ChildStarted;
import dev.kagzi.protocol.worker.Report.EventEmitted;
import dev.kagzi.protocol.worker.Report.NeedsAttention;
import dev.kagzi.protocol.worker.Report.OfStep;
import dev.kagzi.protocol.worker.Report.Progressed;
import dev.kagzi.protocol.worker.Report.Released;
import dev.kagzi.protocol.worker.Report.RunCompleted;
import dev.kagzi.protocol.worker.Report.RunFailed;
import dev.kagzi.protocol.worker.Report.SleepStarted;
import dev.kagzi.protocol.worker.Report.StepCompleted;
import dev.kagzi.protocol.worker.Report.StepFailed;
import dev.kagzi.protocol.worker.Report.StepStarted;
import dev.kagzi.protocol.worker.Report.WaitStarted;
import dev.kagzi.protocol.worker.Report.Waiting;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.ReportResult.Code;
import dev.kagzi.protocol.worker.ReportResults;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes reports: those of one run in order, all or none. */
final class Reports {

    private final State state;
    private final EventDeliveries events;
    private final Children children;

    Reports(State state, EventDeliveries events, Children children) {
        this.state = state;
        this.events = events;
        this.children = children;
    }

    ReportResults accept(List<Report> reports) {
        ReportResult[] results = new ReportResult[reports.size()];
        Map<UUID, List<Integer>> byRun = new LinkedHashMap<>();
        Set<UUID> spoiled = new HashSet<>();
        for (int i = 0; i < results.length; i++) {
            Report report = reports.get(i);
            Optional<ReportResult> refusal = refusal(report);
            refusal.ifPresent(result -> spoiled.add(report.runId()));
            results[i] = refusal.orElse(null);
            byRun.computeIfAbsent(report.runId(), any -> new ArrayList<>()).add(i);
        }
        byRun.forEach((runId, numbers) -> {
            List<Report> ofRun = numbers.stream().map(reports::get).toList();
            List<ReportResult> answers = spoiled.contains(runId) ? List.of() : accept(runId, ofRun);
            for (int i = 0; i < numbers.size(); i++) {
                int number = numbers.get(i);
                results[number] =
                        results[number] != null ? results[number] : answers.isEmpty() ? notApplied() : answers.get(i);
            }
        });
        return new ReportResults(Arrays.asList(results));
    }

    private static ReportResult notApplied() {
        return refused(Code.NOT_APPLIED, "Another report of the same run in this request was refused.");
    }

    private List<ReportResult> accept(UUID runId, List<Report> reports) {
        StoredRun run = state.runs.get(runId);
        HeldRun held = run == null ? null : new HeldRun(run, state.settings, state.now());
        List<ReportResult> results =
                reports.stream().map(report -> accept(run, held, report)).toList();
        if (results.stream().anyMatch(result -> result.code() != null)) {
            return results.stream()
                    .map(result ->
                            result.code() != null || Boolean.TRUE.equals(result.repeated()) ? result : notApplied())
                    .toList();
        }
        if (held != null) {
            held.commit(events, children);
        }
        return results;
    }

    private ReportResult accept(@Nullable StoredRun run, @Nullable HeldRun held, Report report) {
        if (run == null || held == null || held.hasEnded()) {
            return leaseLost(report);
        } else if (run.isHeldUnder(report.leaseToken(), state.now())) {
            return held.apply(report);
        }
        return isThere(run, report) ? ReportResult.REPEATED : leaseLost(report);
    }

    private static ReportResult leaseLost(Report report) {
        return refused(
                Code.LEASE_LOST,
                "The claim of run '" + report.runId() + "' has ended. Drop the run; nothing was written.");
    }

    /** Whether the effect of a report is there already, made by the claim that it belongs to. */
    private static boolean isThere(StoredRun run, Report report) {
        long claim = claimOf(report.leaseToken());
        if (report instanceof OfStep ofStep) {
            StoredStep step = run.steps.get(ofStep.step());
            return step != null && step.claim() == claim && isThere(step, ofStep);
        }
        ClaimEnd end = run.claimEnd;
        if (claim != run.claim || end == null) {
            return false;
        } else if (report instanceof Progressed) {
            return end.isReported();
        }
        return end == endOf(report);
    }

    private static boolean isThere(StoredStep step, OfStep report) {
        if (report instanceof StepCompleted completed) {
            return step.status() == StepStatus.COMPLETED && Objects.equals(step.output(), completed.output());
        } else if (report instanceof StepFailed failed) {
            return failed.retryIn() == null ? step.status() == StepStatus.FAILED : step.attempts() >= failed.attempts();
        }
        return true;
    }

    private static @Nullable ClaimEnd endOf(Report report) {
        if (report instanceof Waiting) {
            return ClaimEnd.WAITING;
        } else if (report instanceof RunCompleted) {
            return ClaimEnd.COMPLETED;
        } else if (report instanceof RunFailed) {
            return ClaimEnd.FAILED;
        } else if (report instanceof NeedsAttention) {
            return ClaimEnd.NEEDS_ATTENTION;
        }
        return report instanceof Released ? ClaimEnd.RELEASED : null;
    }

    private static long claimOf(String token) {
        int dash = token.indexOf('-');
        try {
            UUID.fromString(token.substring(dash + 1));
            return dash < 1 ? -1 : Long.parseLong(token.substring(0, dash));
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }

    /** What is wrong with the report itself. */
    private Optional<ReportResult> refusal(Report report) {
        Checks checks = new Checks();
        if (report instanceof OfStep ofStep) {
            checks.stepKey("/step", ofStep.step()).require(ofStep.position() >= 1, "/position", "is at least 1");
        }
        if (report instanceof SleepStarted sleep) {
            checks.require(
                    (sleep.duration() == null) != (sleep.until() == null),
                    "/duration",
                    "or '/until' has to be there, and only one of them");
        } else if (report instanceof WaitStarted wait) {
            checks.text("/event", wait.event(), Checks.NAME).text("/key", wait.key(), Checks.ID);
        } else if (report instanceof EventEmitted emitted) {
            checks.text("/event", emitted.event(), Checks.NAME).text("/key", emitted.key(), Checks.ID);
        } else if (report instanceof ChildStarted child) {
            checks.text("/workflow", child.workflow(), Checks.NAME)
                    .text("/id", child.id(), Checks.ID)
                    .hash("/inputHash", child.inputHash(), child.input())
                    .limitKey("/concurrencyKey", child.concurrencyKey(), child.input());
        } else if (report instanceof Progressed progressed) {
            checks.tags("/tags", progressed.tags());
        } else if (report instanceof StepCompleted completed) {
            checks.require(completed.attempts() >= 1, "/attempts", "is at least 1");
        } else if (report instanceof StepFailed failed) {
            checks.require(failed.attempts() >= 1, "/attempts", "is at least 1")
                    .require(
                            failed.kind() == StepKind.STEP || failed.kind() == StepKind.COMPENSATION,
                            "/kind",
                            "is STEP or COMPENSATION");
        }
        return checks.errors().isEmpty()
                ? payloads(report).entrySet().stream()
                        .flatMap(payload ->
                                Checks.payload(payload.getKey(), payload.getValue(), state.settings).stream())
                        .map(Reports::refusal)
                        .findFirst()
                : Optional.of(ReportResult.invalid(checks.errors()));
    }

    private static ReportResult refusal(RefusedException refusal) {
        String detail = String.valueOf(refusal.problem().detail());
        return ProblemCode.PAYLOAD_TOO_LARGE.name().equals(refusal.problem().code())
                ? refused(Code.PAYLOAD_TOO_LARGE, detail)
                : refused(Code.PAYLOAD_TOO_COMPLEX, detail);
    }

    private static Map<String, Payload> payloads(Report report) {
        Map<String, Payload> payloads = new HashMap<>();
        if (report instanceof StepStarted started) {
            put(payloads, "/input", started.input());
        } else if (report instanceof StepCompleted completed) {
            put(payloads, "/input", completed.input());
            put(payloads, "/output", completed.output());
        } else if (report instanceof StepFailed failed) {
            put(payloads, "/input", failed.input());
        } else if (report instanceof ChildStarted child) {
            put(payloads, "/input", child.input());
        } else if (report instanceof EventEmitted emitted) {
            put(payloads, "/data", emitted.data());
        } else if (report instanceof Progressed progressed) {
            put(payloads, "/progress", progressed.progress());
        } else if (report instanceof RunCompleted completed) {
            put(payloads, "/output", completed.output());
        }
        return payloads;
    }

    private static void put(Map<String, Payload> payloads, String pointer, @Nullable Payload payload) {
        if (payload != null) {
            payloads.put(pointer, payload);
        }
    }
}
