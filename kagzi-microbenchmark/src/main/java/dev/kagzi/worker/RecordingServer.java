package dev.kagzi.worker;

import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.protocol.worker.Renew;
import dev.kagzi.protocol.worker.Renewed;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.ReportResults;
import dev.kagzi.protocol.worker.Session;
import dev.kagzi.protocol.worker.StepPage;
import dev.kagzi.transport.WorkerApi;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes every report at once, and keeps the last. */
final class RecordingServer implements WorkerApi {

    private volatile @Nullable Report last;

    /** What was reported last, and not yet taken. */
    @Nullable Report takeLast() {
        Report taken = last;
        last = null;
        return taken;
    }

    @Override
    public Session open(OpenSession session) {
        return new Session(UUID.randomUUID(), Duration.ofSeconds(30), Duration.ofSeconds(10), null);
    }

    @Override
    public ReportResults report(UUID workerId, List<Report> reports) {
        last = reports.get(reports.size() - 1);
        return new ReportResults(reports.stream().map(report -> ReportResult.OK).toList());
    }

    @Override
    public PollAnswer poll(UUID workerId, Poll poll) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Renewed renew(UUID workerId, Renew renew) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close(UUID workerId) {}

    @Override
    public StepPage moreSteps(UUID workerId, UUID runId, String after) {
        throw new UnsupportedOperationException();
    }
}
