package dev.kagzi.server.lease;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.Problem.FieldError;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.StepKind;
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
import dev.kagzi.server.input.PayloadRules;
import dev.kagzi.server.input.TextRule;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.web.RequestReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads reports one by one, so that a wrong one is refused alone. */
@Component
class ReportReader {

    private static final Map<String, Class<? extends Report>> TYPES = Map.ofEntries(
            Map.entry("stepStarted", StepStarted.class),
            Map.entry("stepCompleted", StepCompleted.class),
            Map.entry("stepFailed", StepFailed.class),
            Map.entry("sleepStarted", SleepStarted.class),
            Map.entry("waitStarted", WaitStarted.class),
            Map.entry("childStarted", ChildStarted.class),
            Map.entry("eventEmitted", EventEmitted.class),
            Map.entry("waiting", Waiting.class),
            Map.entry("progressed", Progressed.class),
            Map.entry("runCompleted", RunCompleted.class),
            Map.entry("runFailed", RunFailed.class),
            Map.entry("needsAttention", NeedsAttention.class),
            Map.entry("released", Released.class));

    private final RequestReader reader;
    private final PayloadRules payloadRules;

    ReportReader(RequestReader reader, PayloadRules payloadRules) {
        this.reader = reader;
        this.payloadRules = payloadRules;
    }

    /** All of a request: at once where nothing is wrong with any of them. */
    List<ReadReport> readAll(byte[] document) {
        return reader.readTyped(document, "reports", "type", TYPES)
                .filter(reports -> reports.stream().allMatch(this::isValid))
                .map(reports -> reports.stream().map(ReadReport::of).toList())
                .orElseGet(() -> reader.read(document, ReportBodies.class).reports().stream()
                        .map(this::read)
                        .toList());
    }

    private boolean isValid(Report report) {
        try {
            check(report);
            return true;
        } catch (ProblemException e) {
            return false;
        }
    }

    private ReadReport read(Payload body) {
        try {
            Report report = reader.read(body.bytes(), type(body));
            check(report);
            return ReadReport.of(report);
        } catch (ProblemException e) {
            return new ReadReport(runId(body), null, refusal(e));
        }
    }

    private Class<? extends Report> type(Payload body) {
        String name = reader.textOf(body.bytes(), "type");
        Class<? extends Report> type = name == null ? null : TYPES.get(name);
        if (type == null) {
            reader.read(body.bytes(), Head.class);
            throw ProblemException.invalid(
                    "/type", "is not one of " + TYPES.keySet().stream().sorted().toList());
        }
        return type;
    }

    private @Nullable UUID runId(Payload body) {
        try {
            return reader.read(body.bytes(), Head.class).runId();
        } catch (ProblemException e) {
            return null;
        }
    }

    private void check(Report report) {
        Violations violations = new Violations();
        if (report instanceof OfStep ofStep) {
            violations.stepKey("/step", ofStep.step()).require(ofStep.position() >= 1, "/position", "is at least 1");
        }
        if (report instanceof SleepStarted sleep) {
            violations.require(
                    (sleep.duration() == null) != (sleep.until() == null),
                    "/duration",
                    "or '/until' has to be there, and only one of them");
        } else if (report instanceof WaitStarted wait) {
            violations.text("/event", wait.event(), TextRule.NAME).text("/key", wait.key(), TextRule.ID);
        } else if (report instanceof EventEmitted emitted) {
            violations.text("/event", emitted.event(), TextRule.NAME).text("/key", emitted.key(), TextRule.ID);
        } else if (report instanceof ChildStarted child) {
            violations
                    .text("/workflow", child.workflow(), TextRule.NAME)
                    .text("/id", child.id(), TextRule.ID)
                    .text("/inputHash", child.inputHash(), TextRule.HASH)
                    .limitKey("/concurrencyKey", child.concurrencyKey(), child.input())
                    .require(
                            child.input() == null || !child.input().isEncoded() || child.inputHash() != null,
                            "/inputHash",
                            "is required with '/inputEncoded'");
        } else if (report instanceof Progressed progressed) {
            violations.tags("/tags", progressed.tags());
        } else if (report instanceof StepCompleted completed) {
            violations.require(completed.attempts() >= 1, "/attempts", "is at least 1");
        } else if (report instanceof StepFailed failed) {
            violations
                    .require(failed.attempts() >= 1, "/attempts", "is at least 1")
                    .require(
                            failed.kind() == StepKind.STEP || failed.kind() == StepKind.COMPENSATION,
                            "/kind",
                            "is STEP or COMPENSATION: what else there is has no attempts");
        }
        violations.throwIfAny();
        payloads(report)
                .flatMap(entry -> payloadRules.violation(entry.getKey(), entry.getValue()).stream())
                .findFirst()
                .ifPresent(problem -> {
                    throw problem;
                });
    }

    private static Stream<Map.Entry<String, Payload>> payloads(Report report) {
        if (report instanceof StepStarted started) {
            return entry("/input", started.input());
        } else if (report instanceof StepCompleted completed) {
            return Stream.concat(entry("/input", completed.input()), entry("/output", completed.output()));
        } else if (report instanceof StepFailed failed) {
            return entry("/input", failed.input());
        } else if (report instanceof ChildStarted child) {
            return entry("/input", child.input());
        } else if (report instanceof EventEmitted emitted) {
            return entry("/data", emitted.data());
        } else if (report instanceof Progressed progressed) {
            return entry("/progress", progressed.progress());
        } else if (report instanceof RunCompleted completed) {
            return entry("/output", completed.output());
        }
        return Stream.empty();
    }

    private static Stream<Map.Entry<String, Payload>> entry(String pointer, @Nullable Payload payload) {
        return payload == null ? Stream.empty() : Stream.of(Map.entry(pointer, payload));
    }

    private static ReportResult refusal(ProblemException problem) {
        String detail = Optional.ofNullable(problem.problem().detail()).orElse("");
        if (problem.code() == ProblemCode.PAYLOAD_TOO_LARGE) {
            return ReportResult.refused(ReportResult.Code.PAYLOAD_TOO_LARGE, detail);
        } else if (problem.code() == ProblemCode.PAYLOAD_TOO_COMPLEX) {
            return ReportResult.refused(ReportResult.Code.PAYLOAD_TOO_COMPLEX, detail);
        }
        List<FieldError> errors = problem.problem().errors();
        return ReportResult.invalid(errors == null ? List.of(new FieldError("", detail)) : errors);
    }

    /** Reports as they came: each is read on its own. */
    record ReportBodies(List<Payload> reports) {}

    /** What can be told of a report when the rest of it is wrong. */
    record Head(@Nullable String type, @Nullable UUID runId) {}

    /**
     * A report, or why it is none.
     *
     * @param runId absent when not even that can be told
     */
    record ReadReport(
            @Nullable UUID runId,
            @Nullable Report report,
            @Nullable ReportResult refusal) {

        static ReadReport of(Report report) {
            return new ReadReport(report.runId(), report, null);
        }
    }
}
