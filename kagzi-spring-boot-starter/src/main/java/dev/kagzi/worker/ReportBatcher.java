package dev.kagzi.worker;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.ReportResult.Code;
import dev.kagzi.transport.ServerProblemException;
import dev.kagzi.transport.ServerUnreachableException;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the reports of all runs: one request is on its way at a time, and what is reported meanwhile shares the next one. A
 * request whose outcome is unknown is sent again as it was, for repeats are safe, without the runs whose leases have run out.
 * One at which the server fails is taken apart, and the reports to blame leave apart from those of other runs.
 */
final class ReportBatcher {

    private static final int MALFORMED = 400;
    private static final int TOO_LARGE = 413;
    /** How often a request of several runs is sent as it is when the server fails at it. */
    private static final int TRIES_TOGETHER = 3;

    private static final Logger log = LoggerFactory.getLogger(ReportBatcher.class);

    private final WorkerSession session;
    private final WorkerClock clock;
    private final Executor requests;
    private final Backoff backoff;
    private final Object lock = new Object();
    private final ReportQueue queue = new ReportQueue();
    private final LingeringReports lingering;
    private final SetAsideReports setAside;
    private boolean sending;
    private boolean showing;

    ReportBatcher(WorkerConnection connection) {
        this.session = connection.session();
        this.clock = connection.clock();
        this.requests = connection.requests();
        this.backoff = connection.backoff();
        this.lingering = new LingeringReports(clock);
        this.setAside = new SetAsideReports(connection, this::send);
    }

    void submit(Submission submission) {
        synchronized (lock) {
            queue.add(submission);
        }
        wake();
    }

    /** Flushes the reports after a moment, if nobody has done so by then. */
    void linger(RunReports reports) {
        lingering.add(reports);
    }

    /** A body has opened; the server hears of it if it is still open when the next batch leaves. */
    void bodyOpened(StartedStep started) {
        synchronized (lock) {
            queue.bodyOpened(started);
            showAfterAWhile();
        }
    }

    void bodyClosed(StartedStep started) {
        synchronized (lock) {
            queue.bodyClosed(started);
        }
    }

    /** One timer for all open bodies. */
    private void showAfterAWhile() {
        if (!showing) {
            showing = true;
            clock.after(ReportQueue.SHOW_STARTED, this::showStarted);
        }
    }

    private void showStarted() {
        synchronized (lock) {
            showing = false;
            if (!queue.hasBodyToShow(clock.nanoTime())) {
                if (queue.hasOpenBodies()) {
                    showAfterAWhile();
                }
                return;
            }
        }
        wake();
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
        synchronized (lock) {
            List<Submission> batch = queue.next(clock.nanoTime());
            sending = !batch.isEmpty();
            if (queue.hasOpenBodies()) {
                showAfterAWhile();
            }
            return batch;
        }
    }

    /** Whether the batch is done with; otherwise it is sent again later, and sending goes on from there. */
    private boolean send(List<Submission> batch, int tries) {
        try {
            if (send(batch)) {
                return true;
            }
        } catch (ServerProblemException e) {
            if (batch.size() == 1) {
                setAside.add(batch.get(0));
                return true;
            }
            if (tries >= TRIES_TOGETHER) {
                sendEachAlone(batch);
                return true;
            }
        }
        sendAgain(batch, tries);
        return false;
    }

    /**
     * Whether the batch is done with; otherwise its outcome is unknown.
     *
     * @throws ServerProblemException when the server itself failed at it
     */
    private boolean send(List<Submission> batch) {
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
            if (e.is(ProblemCode.INTERNAL_ERROR)) {
                throw e;
            }
        } catch (ServerUnreachableException e) {
            log.trace("Reports got no answer", e);
        } catch (RuntimeException e) {
            // What cannot be written never will be.
            refused(left, e);
            return true;
        } catch (Error e) {
            log.error("The worker failed when it sent reports, and sends them again", e);
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
            throw new ServerUnreachableException(
                    "The server answered " + reports.size() + " reports with " + results.size()
                            + " results; is it a Kagzi server of this version?",
                    null);
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

    private void sendEachAlone(List<Submission> batch) {
        synchronized (lock) {
            queue.returnAlone(batch);
        }
    }

    /** The request was refused as a whole: whoever is to blame is found by sending each run's reports alone. */
    private void refused(List<Submission> batch, RuntimeException failure) {
        if (batch.size() > 1) {
            sendEachAlone(batch);
            return;
        }
        log.debug("A request with the reports of one run was refused", failure);
        ReportResult result = ReportResult.refused(Code.INVALID_REPORT, String.valueOf(failure.getMessage()));
        Submission culprit = batch.get(0);
        culprit.answered(culprit.reports().stream().map(report -> result).toList());
    }
}
