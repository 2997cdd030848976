package dev.kagzi.worker;

import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.ReportResult.Code;
import dev.kagzi.worker.PendingReports.Numbered;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reports of one run on their way to the server, in order and one submission at a time. What is added lingers, so that
 * the last step and the end of the run share a request, until it is flushed. Called by all threads of the run.
 */
final class RunReports {

    private static final Logger log = LoggerFactory.getLogger(RunReports.class);

    private final HeldRun run;
    private final HeldRuns held;
    private final ReportBatcher batcher;
    private final Monitor.Waiters settling;
    private final PendingReports pending = new PendingReports();
    private boolean flushing;
    private @Nullable Flight inFlight;
    private @Nullable Refusal refusal;

    RunReports(HeldRun run, HeldRuns held, ReportBatcher batcher) {
        this.run = run;
        this.held = held;
        this.batcher = batcher;
        this.settling = run.monitor().waiters();
    }

    /** Adds a report; it leaves with the next flush, at the latest a moment later. */
    void add(Report report) {
        run.monitor().change(() -> {
            if (refusal == null) {
                pending.add(report);
            }
        });
        batcher.linger(this);
    }

    /** Sends what has been added, and gives the number of the last of it. */
    long flush() {
        return run.monitor().get(() -> {
            flushing = true;
            submit();
            return pending.added();
        });
    }

    /**
     * Returns when all reports so far are durable. Those that others add meanwhile are not waited for.
     *
     * @throws Unwinding when the run has ended, also because a report was refused
     */
    void settle() {
        awaitSettled(flush(), run::hasEnded);
        run.checkpoint();
    }

    /** Reports the end of the execution and returns when it is durable, or the claim is gone. */
    void finish(Report last) {
        run.leave();
        Refusal refused = send(last);
        Report instead = refused == null ? null : refused.ending(run.claim()).report();
        Refusal again = instead == null ? null : send(instead);
        if (again != null) {
            log.error("The server refused how {} ended: {} {}", run, again.code(), again.detail());
        }
    }

    private @Nullable Refusal send(Report last) {
        add(last);
        awaitSettled(flush(), () -> refusal != null || run.isLost());
        return run.monitor().get(() -> {
            Refusal taken = refusal;
            refusal = null;
            return taken;
        });
    }

    private void awaitSettled(long last, BooleanSupplier over) {
        settling.await(() -> over.getAsBoolean() || isSettled(last) ? Boolean.TRUE : null);
    }

    private boolean isSettled(long last) {
        return pending.areGoneUpTo(last) && (inFlight == null || inFlight.first() > last);
    }

    /** Called under the monitor. */
    private void submit() {
        if (inFlight != null || !flushing || refusal != null) {
            return;
        }
        if (pending.isEmpty() || run.isLost()) {
            flushing = false;
            return;
        }
        List<Numbered> reports = pending.take();
        if (isTooLarge(reports)) {
            reports = reports.stream()
                    .map(report -> report.with(RecordedInput.leftOut(report.report())))
                    .toList();
        }
        if (isTooLarge(reports)) {
            refuse(Refusal.tooLarge(reports.get(0).report()), List.of());
            return;
        }
        flushing = !pending.isEmpty();
        inFlight = new Flight(reports);
        batcher.submit(inFlight);
    }

    /** A request holds what was taken, unless it was a single report. */
    private static boolean isTooLarge(List<Numbered> reports) {
        return reports.size() == 1 && ReportSize.of(reports.get(0).report()) > ReportSize.MAX_REQUEST;
    }

    /** Ends the run with it, before anybody can take what is dropped for settled. Called under the monitor. */
    private void refuse(Refusal refused, List<Numbered> before) {
        log.debug("Report refused for {}: {} {}", run, refused.code(), refused.detail());
        refusal = refused;
        pending.keepOnly(before);
        run.unwind(refused.ending(run.claim()));
    }

    private final class Flight implements Submission {

        private final List<Numbered> numbered;
        private final List<Report> reports;

        Flight(List<Numbered> numbered) {
            this.numbered = numbered;
            this.reports = numbered.stream().map(Numbered::report).toList();
        }

        long first() {
            return numbered.get(0).number();
        }

        @Override
        public List<Report> reports() {
            return reports;
        }

        @Override
        public boolean isOver() {
            return run.isLost() || run.isExpired();
        }

        @Override
        public void answered(List<ReportResult> results) {
            if (results.stream().anyMatch(result -> result.code() == Code.LEASE_LOST)) {
                held.lose(run, "the server says that the claim has ended");
            }
            settling.update(() -> {
                inFlight = null;
                takeIn(results);
                submit();
            });
        }

        @Override
        public void givenUp(String reason) {
            log.error(
                    "The server failed again and again at the reports of {}, and they are given up. The run stops for"
                            + " attention: find the cause in the server's log, mend it, then retry the run. {}",
                    run,
                    reason);
            settling.update(() -> {
                inFlight = null;
                refuse(Refusal.byFailure(reports.get(reports.size() - 1), reason), List.of());
            });
        }

        /** What was only held up by a refused companion leaves again, also when that one ends the run. */
        private void takeIn(List<ReportResult> results) {
            List<Numbered> again = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
                Code code = results.get(i).code();
                Numbered sent = numbered.get(i);
                if (code == Code.NOT_APPLIED) {
                    again.add(sent);
                } else if (code != null && code != Code.LEASE_LOST) {
                    Refusal refused = Refusal.of(sent.report(), results.get(i));
                    Report milder = refused.milder();
                    if (milder != null) {
                        again.add(sent.with(milder));
                    } else if (!isBestEffort(refused)) {
                        refuse(refused, again);
                        return;
                    }
                }
            }
            pending.putBack(again);
            flushing |= !again.isEmpty();
        }

        private boolean isBestEffort(Refusal refused) {
            boolean bestEffort = refused.report() instanceof Report.Progressed;
            if (bestEffort) {
                log.warn("Progress of {} was not taken: {}", run, refused.detail());
            }
            return bestEffort;
        }
    }
}
