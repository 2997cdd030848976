package dev.kagzi.worker;

import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.ReportResult.Code;
import dev.kagzi.transport.ServerProblemException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Sends the reports of all runs: one request is on its way at a time, and what is reported meanwhile shares the next one. A
 * request whose outcome is unknown is sent again as it was, for repeats are safe, without the runs whose leases have run out.
 */
final class ReportBatcher {

    /** How long a finished step may linger for the end of its run. */
    static final Duration LINGER = Duration.ofMillis(20);

    /** How long a body is open before the server is told, when no batch leaves earlier. */
    static final Duration SHOW_STARTED = Duration.ofMillis(200);

    private static final int MAX_REPORTS = 2_000;
    private static final int MALFORMED = 400;
    private static final int TOO_LARGE = 413;

    private final WorkerSession session;
    private final WorkerClock clock;
    private final Executor requests;
    private final Backoff backoff;
    private final Object lock = new Object();
    private final Deque<Submission> queue = new ArrayDeque<>();
    private final Set<StartedStep> openBodies = new LinkedHashSet<>();
    private Set<RunReports> lingering = new LinkedHashSet<>();
    private int alone;
    private boolean sending;
    private boolean showing;

    ReportBatcher(WorkerConnection connection) {
        this.session = connection.session();
        this.clock = connection.clock();
        this.requests = connection.requests();
        this.backoff = connection.backoff();
    }

    void submit(Submission submission) {
        synchronized (lock) {
            queue.add(submission);
        }
        wake();
    }

    /** Flushes the reports after a moment, if nobody has done so by then. */
    void linger(RunReports reports) {
        synchronized (lock) {
            lingering.add(reports);
            if (lingering.size() > 1) {
                return;
            }
        }
        clock.after(LINGER, this::flushLingering);
    }

    /** A body has opened; the server hears of it if it is still open when the next batch leaves. */
    void bodyOpened(StartedStep started) {
        synchronized (lock) {
            openBodies.add(started);
            if (showing) {
                return;
            }
            showing = true;
        }
        clock.after(SHOW_STARTED, this::showStarted);
    }

    void bodyClosed(StartedStep started) {
        synchronized (lock) {
            openBodies.remove(started);
        }
    }

    private void flushLingering() {
        Set<RunReports> due;
        synchronized (lock) {
            due = lingering;
            lingering = new LinkedHashSet<>();
        }
        due.forEach(RunReports::flush);
    }

    private void showStarted() {
        boolean due;
        synchronized (lock) {
            long oldest = openBodies.stream()
                    .mapToLong(StartedStep::openedAt)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
            due = !openBodies.isEmpty() && clock.nanoTime() - oldest >= SHOW_STARTED.toNanos();
            showing = !openBodies.isEmpty() && !due;
            if (showing) {
                clock.after(SHOW_STARTED, this::showStarted);
            }
        }
        if (due) {
            wake();
        }
    }

    private void wake() {
        synchronized (lock) {
            if (sending) {
                return;
            }
            sending = true;
        }
        requests.execute(this::sendNext);
    }

    private void sendNext() {
        for (List<Submission> batch = next(); !batch.isEmpty(); batch = next()) {
            if (!send(batch, 1)) {
                return;
            }
        }
    }

    /** What leaves now; nothing ends the sending. */
    private List<Submission> next() {
        List<Submission> batch = new ArrayList<>();
        synchronized (lock) {
            if (alone > 0) {
                alone--;
                batch.add(queue.remove());
            } else {
                fill(batch);
            }
            sending = !batch.isEmpty();
        }
        return batch;
    }

    private void fill(List<Submission> batch) {
        long size = 0;
        while (!queue.isEmpty() && batch.size() < MAX_REPORTS) {
            size += ReportSize.of(queue.peek().reports());
            if (!batch.isEmpty() && size > ReportSize.MAX_REQUEST / 2) {
                return;
            }
            batch.add(queue.remove());
        }
        batch.addAll(openBodies);
        openBodies.clear();
    }

    /** Whether the batch is done with; otherwise it is sent again later, and sending goes on from there. */
    private boolean send(List<Submission> batch, int tries) {
        List<Submission> left =
                batch.stream().filter(submission -> !submission.isOver()).toList();
        if (left.isEmpty()) {
            return true;
        }
        try {
            exchange(left);
            return true;
        } catch (ServerProblemException e) {
            if (e.problem().status() == MALFORMED || e.problem().status() == TOO_LARGE) {
                refused(left, e);
                return true;
            }
            sendAgain(left, tries);
        } catch (RuntimeException e) {
            sendAgain(left, tries);
        }
        return false;
    }

    private void exchange(List<Submission> batch) {
        List<Report> reports = batch.stream()
                .flatMap(submission -> submission.reports().stream())
                .toList();
        List<ReportResult> results = session.call(workerId -> session.api().report(workerId, reports))
                .results();
        if (results.size() != reports.size()) {
            throw new IllegalStateException("The server answered " + reports.size() + " reports with " + results.size()
                    + " results; is it a Kagzi server of this version?");
        }
        int from = 0;
        for (Submission submission : batch) {
            int to = from + submission.reports().size();
            submission.answered(results.subList(from, to));
            from = to;
        }
    }

    private void sendAgain(List<Submission> batch, int tries) {
        clock.after(
                backoff.after(tries),
                () -> requests.execute(() -> {
                    if (send(batch, tries + 1)) {
                        sendNext();
                    }
                }));
    }

    /** The envelope was refused as a whole: whoever is to blame is found by sending each alone. */
    private void refused(List<Submission> batch, ServerProblemException problem) {
        if (batch.size() == 1) {
            ReportResult result = ReportResult.refused(Code.INVALID_REPORT, String.valueOf(problem.getMessage()));
            Submission alone = batch.get(0);
            alone.answered(alone.reports().stream().map(report -> result).toList());
            return;
        }
        synchronized (lock) {
            for (int i = batch.size() - 1; i >= 0; i--) {
                queue.addFirst(batch.get(i));
            }
            alone = batch.size();
        }
    }
}
