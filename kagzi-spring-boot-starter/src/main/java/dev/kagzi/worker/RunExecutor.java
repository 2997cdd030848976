package dev.kagzi.worker;

import dev.kagzi.definition.WorkflowDefinition;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.FailureType;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.replay.Decision;
import dev.kagzi.serialization.PayloadException;
import dev.kagzi.serialization.PayloadPlace;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes a claimed run from the top to its end, and reports the end once the code has left. */
final class RunExecutor {

    private static final Logger log = LoggerFactory.getLogger(RunExecutor.class);

    private final OfferedWorkflows workflows;
    private final RunHistory history;
    private final WorkflowInvocation invocation;
    private final HeldRuns held;
    private final ExecutionTools tools;

    RunExecutor(
            OfferedWorkflows workflows,
            RunHistory history,
            WorkflowInvocation invocation,
            HeldRuns held,
            ExecutionTools tools) {
        this.workflows = workflows;
        this.history = history;
        this.invocation = invocation;
        this.held = held;
        this.tools = tools;
    }

    /**
     * Returns when the end is durable or the claim is gone.
     *
     * @param left to be called when the code of the run has left
     */
    void execute(HeldRun run, Runnable left) {
        ExecutedRun executed = ExecutedRun.of(tools.namespace(), run.claim());
        LogContext context = LogContext.of(executed);
        try {
            tools.extensions()
                    .execute(
                            executed,
                            () -> RunOutcome.of(
                                    executeOnce(run, left), run.claim().ending() != null));
        } finally {
            // Held on, it would be renewed for ever.
            held.remove(run);
            context.restore();
        }
    }

    /** What was reported last, or {@code null} when the claim is gone. */
    private @Nullable Report executeOnce(HeldRun run, Runnable left) {
        RunReports reports = new RunReports(run, held, tools.batcher());
        log.debug("Executes {}", run);
        Report last = ending(run, reports);
        left.run();
        try {
            if (last != null) {
                reports.finish(last);
            }
        } finally {
            held.remove(run);
        }
        log.debug("Has left {}: {}", run, last == null ? "lost" : last.type());
        if (run.isLost()) {
            return null;
        }
        if (last instanceof Report.NeedsAttention stopped) {
            warn(run, stopped);
        }
        return last;
    }

    /** Without the message, which may hold what was recorded. */
    private static void warn(HeldRun run, Report.NeedsAttention stopped) {
        log.warn(
                "{} needs attention: {}. It executes nothing more. Read its failure with"
                        + " GET /api/v1/runs/{}, then retry or restart the run.",
                run,
                stopped.failure().type(),
                run.claim().runId());
    }

    /** What to report, or {@code null} when the claim is gone. */
    private @Nullable Report ending(HeldRun run, RunReports reports) {
        Report returned = null;
        try {
            returned = run(run, reports);
        } catch (Unwinding e) {
            log.trace("Unwound {}", run, e);
        } catch (Throwable e) {
            log.error("The worker failed in {}", run, e);
            run.unwind(Ending.failed(run.claim(), RecordedText.failure(e)));
        }
        Ending ending = run.ending();
        return ending == null ? returned : ending.report();
    }

    private @Nullable Report run(HeldRun run, RunReports reports) {
        ClaimedRun claim = run.claim();
        WorkflowDefinition definition = workflows
                .find(claim.workflow(), claim.version())
                .orElseThrow(() -> run.unwind(Ending.needsAttention(claim, unknown(claim))));
        Object input = input(run, definition);
        history.load(run);
        return call(new RunExecution(run, definition, reports, held, tools), input);
    }

    private @Nullable Report call(RunExecution execution, @Nullable Object input) {
        var method = execution.workflow().method();
        BranchExecution.Code code =
                () -> invocation.invoke(method, method.arguments(input, new ExecutionContext(execution)));
        return execution.isBeingUndone() ? new RunUndoing(execution).undo(code) : call(execution, code);
    }

    private @Nullable Report call(RunExecution execution, BranchExecution.Code code) {
        HeldRun run = execution.run();
        Object result = null;
        Throwable thrown = null;
        try {
            result = execution.top().execute(code);
        } catch (Throwable e) {
            thrown = e;
        }
        return run.hasEnded() ? null : left(execution, result, thrown);
    }

    /** The code has left by itself: whatever it threw or returned counts only if it has made every recorded call. */
    private Report left(RunExecution execution, @Nullable Object result, @Nullable Throwable thrown) {
        ClaimedRun claim = execution.run().claim();
        Optional<Decision.Mismatch> mismatch = execution.end();
        if (mismatch.isPresent()) {
            return new Report.NeedsAttention(
                    claim.runId(),
                    claim.leaseToken(),
                    Mismatches.failure(mismatch.get().message(), thrown));
        }
        if (thrown != null) {
            return failed(claim, execution.failures().ofRun(thrown));
        }
        return completed(execution, result);
    }

    private Report completed(RunExecution execution, @Nullable Object result) {
        ClaimedRun claim = execution.run().claim();
        try {
            Payload output =
                    tools.mapper().write(result, execution.workflow().method().resultType());
            Payload recorded = payloads(execution.run()).encode(output, PayloadPlace.output(claim.runId()));
            return new Report.RunCompleted(claim.runId(), claim.leaseToken(), recorded);
        } catch (PayloadException e) {
            Failure cause = RecordedText.failure(e);
            String message = "The result of workflow '" + claim.workflow() + "' cannot be recorded. " + cause.message();
            return failed(claim, new Failure(cause.type(), message, null, null, null, cause.stack()));
        }
    }

    private @Nullable Object input(HeldRun run, WorkflowDefinition definition) {
        var type = definition.method().inputType();
        if (type == null) {
            return null;
        }
        try {
            return payloads(run).read(run.claim().input(), type, PayloadPlace.input(run.runId()));
        } catch (PayloadException e) {
            Failure cause = RecordedText.failure(e);
            String message = "The input of workflow '" + definition.name() + "' cannot be read. " + cause.message();
            throw run.unwind(
                    Ending.failed(run.claim(), new Failure(cause.type(), message, null, null, null, cause.stack())));
        }
    }

    private RunPayloads payloads(HeldRun run) {
        return new RunPayloads(run, tools.mapper());
    }

    private Failure unknown(ClaimedRun claim) {
        return Failure.of(
                FailureType.WORKFLOW_UNKNOWN,
                "The server handed over workflow '" + claim.workflow() + "' version " + claim.version()
                        + ", but this worker offers " + workflows.versions()
                        + ". Start a worker that has it, then retry the run.");
    }

    private static Report failed(ClaimedRun claim, Failure failure) {
        return new Report.RunFailed(claim.runId(), claim.leaseToken(), failure);
    }
}
