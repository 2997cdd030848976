package dev.kagzi.worker;

import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.ReportResult.Code;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final List<Report> waiting = new ArrayList<>();
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
            if (!merged(report)) {
                waiting.add(report);
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
        Refusal refused = run.monitor().get(() -> refusal);
        if (refused != null) {
            log.debug("Report refused for {}: {} {}", run, refused.code(), refused.detail());
            throw run.unwind(refused.ending(run.claim()));
        }
        run.checkpoint();
    }

    /** Reports the end of the execution and returns when it is durable, or the claim is gone. */
    void finish(Report last) {
        Refusal refused = send(last);
        Report instead = refused == null ? null : refused.ending(run.claim()).report();
        if (refused == null || instead == null) {
            return;
        }
        run.monitor().update(() -> {
            waiting.clear();
            refusal = null;
        });
        Refusal again = send(instead);
        if (again != null) {
            log.error("The server refused how {} ended: {} {}", run, again.code(), again.detail());
        }
    }

    private @Nullable Refusal send(Report last) {
        run.monitor().update(() -> waiting.add(last));
        flush();
        run.monitor().await(() -> isSettled() || run.isLost() ? Boolean.TRUE : null);
        return run.monitor().get(() -> refusal);
    }

    private boolean isSettled() {
        return refusal != null || (waiting.isEmpty() && !inFlight);
    }

    /** Called under the monitor. */
    private void submit() {
        if (inFlight || !flushing || refusal != null) {
            return;
        }
        flushing = false;
        if (waiting.isEmpty() || run.isLost()) {
            return;
        }
        List<Report> reports = List.copyOf(waiting);
        waiting.clear();
        long size = ReportSize.of(reports);
        if (size > ReportSize.MAX_REQUEST) {
            refusal = tooLarge(reports, size);
            return;
        }
        inFlight = true;
        batcher.submit(new Flight(reports));
    }

    private static Refusal tooLarge(List<Report> reports, long size) {
        Report largest = reports.stream()
                .max((one, other) -> Long.compare(ReportSize.of(one), ReportSize.of(other)))
                .orElseThrow();
        return new Refusal(
                largest,
                Code.PAYLOAD_TOO_LARGE,
                "it would make a request of " + size + " bytes; at most " + ReportSize.MAX_REQUEST
                        + " are possible. Keep large values elsewhere and record where they are.");
    }

    /** Progress and tags are about the present, so what has not left yet is replaced. */
    private boolean merged(Report report) {
        if (!(report instanceof Report.Progressed newer)
                || waiting.isEmpty()
                || !(waiting.get(waiting.size() - 1) instanceof Report.Progressed older)) {
            return false;
        }
        Map<String, String> tags = new HashMap<>(older.tags() == null ? Map.of() : older.tags());
        tags.putAll(newer.tags() == null ? Map.of() : newer.tags());
        waiting.set(
                waiting.size() - 1,
                new Report.Progressed(
                        newer.runId(),
                        newer.leaseToken(),
                        newer.progress() == null ? older.progress() : newer.progress(),
                        tags.isEmpty() ? null : tags));
        return true;
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

        private void takeIn(List<ReportResult> results) {
            List<Report> again = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
                Code code = results.get(i).code();
                if (code == Code.NOT_APPLIED) {
                    again.add(reports.get(i));
                } else if (code != null && reports.get(i) instanceof Report.Progressed) {
                    log.warn(
                            "Progress of {} was not taken: {}",
                            run,
                            results.get(i).detail());
                } else if (code != null && code != Code.LEASE_LOST) {
                    refusal = Refusal.of(reports.get(i), results.get(i));
                }
            }
            if (refusal == null && !again.isEmpty()) {
                waiting.addAll(0, again);
                flushing = true;
            }
        }
    }
}
