package dev.kagzi.worker;

import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.ReportResult.Code;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reports of one run on their way to the server, in order and one submission at a time. What is added lingers, so that
 * the last step and the end of the run share a request, until it is flushed.
 */
final class RunReports {

    private static final Logger log = LoggerFactory.getLogger(RunReports.class);

    private final HeldRun run;
    private final HeldRuns held;
    private final ReportBatcher batcher;
    private final PendingReports pending = new PendingReports();
    private boolean flushing;
    private boolean inFlight;
    private @Nullable Refusal refusal;

    RunReports(HeldRun run, HeldRuns held, ReportBatcher batcher) {
        this.run = run;
        this.held = held;
        this.batcher = batcher;
    }

    /** Adds a report; it leaves with the next flush, at the latest a moment later. */
    void add(Report report) {
        run.monitor().update(() -> {
            if (refusal == null) {
                pending.add(report);
            }
        });
        batcher.linger(this);
    }

    /** Sends what has been added. */
    void flush() {
        run.monitor().update(() -> {
            flushing = true;
            submit();
        });
    }

    /**
     * Returns when all reports are durable.
     *
     * @throws Unwinding when the run has ended, also because a report was refused
     */
    void settle() {
        flush();
        run.monitor().await(() -> isSettled() || run.hasEnded() ? Boolean.TRUE : null);
        Refusal refused = takeRefusal();
        if (refused != null) {
            throw run.unwind(refused.ending(run.claim()));
        }
        run.checkpoint();
    }

    /** Reports the end of the execution and returns when it is durable, or the claim is gone. */
    void finish(Report last) {
        Refusal refused = send(last);
        Report instead = refused == null ? null : refused.ending(run.claim()).report();
        Refusal again = instead == null ? null : send(instead);
        if (again != null) {
            log.error("The server refused how {} ended: {} {}", run, again.code(), again.detail());
        }
    }

    private @Nullable Refusal send(Report last) {
        add(last);
        flush();
        run.monitor().await(() -> isSettled() || run.isLost() ? Boolean.TRUE : null);
        return takeRefusal();
    }

    private boolean isSettled() {
        return refusal != null || (pending.isEmpty() && !inFlight);
    }

    private @Nullable Refusal takeRefusal() {
        return run.monitor().get(() -> {
            Refusal taken = refusal;
            refusal = null;
            return taken;
        });
    }

    /** Called under the monitor. */
    private void submit() {
        if (inFlight || !flushing || refusal != null) {
            return;
        }
        flushing = false;
        if (pending.isEmpty() || run.isLost()) {
            return;
        }
        List<Report> reports = pending.take();
        if (ReportSize.of(reports) > ReportSize.MAX_REQUEST) {
            reports = reports.stream().map(RecordedInput::leftOut).toList();
        }
        if (ReportSize.of(reports) > ReportSize.MAX_REQUEST) {
            Refusal tooLarge = Refusal.tooLarge(reports);
            refuse(tooLarge, reports.subList(0, reports.indexOf(tooLarge.report())));
        } else {
            inFlight = true;
            batcher.submit(new Flight(reports));
        }
    }

    /** Called under the monitor. */
    private void refuse(Refusal refused, List<Report> before) {
        log.debug("Report refused for {}: {} {}", run, refused.code(), refused.detail());
        refusal = refused;
        pending.keepOnly(before);
    }

    private final class Flight implements Submission {

        private final List<Report> reports;

        Flight(List<Report> reports) {
            this.reports = reports;
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
            run.monitor().update(() -> {
                inFlight = false;
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
            run.monitor().update(() -> {
                inFlight = false;
                refuse(Refusal.byFailure(reports.get(reports.size() - 1), reason), List.of());
            });
        }

        /** What was only held up by a refused companion leaves again, also when that one ends the run. */
        private void takeIn(List<ReportResult> results) {
            List<Report> again = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
                Code code = results.get(i).code();
                if (code == Code.NOT_APPLIED) {
                    again.add(reports.get(i));
                } else if (code != null && code != Code.LEASE_LOST) {
                    Refusal refused = Refusal.of(reports.get(i), results.get(i));
                    Report milder = refused.milder();
                    if (milder != null) {
                        again.add(milder);
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
