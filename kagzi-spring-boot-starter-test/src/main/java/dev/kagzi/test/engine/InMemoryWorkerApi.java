package dev.kagzi.test.engine;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.protocol.worker.Renew;
import dev.kagzi.protocol.worker.Renewed;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.ReportResult.Code;
import dev.kagzi.protocol.worker.ReportResults;
import dev.kagzi.protocol.worker.Session;
import dev.kagzi.protocol.worker.StepPage;
import dev.kagzi.test.engine.Faults.Crash;
import dev.kagzi.test.server.InMemoryServer;
import dev.kagzi.transport.WorkerApi;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The worker protocol of the server in memory, with the crashes that a test wants. */
public final class InMemoryWorkerApi implements WorkerApi {

    private final InMemoryServer server;
    private final Faults faults;
    private final Replays replays;

    public InMemoryWorkerApi(InMemoryServer server, Faults faults, Replays replays) {
        this.server = server;
        this.faults = faults;
        this.replays = replays;
    }

    @Override
    public Session open(OpenSession session) {
        return Answers.of(() -> server.workers().open(session));
    }

    @Override
    public PollAnswer poll(UUID workerId, Poll poll) {
        return Answers.of(() -> server.workers().poll(workerId, poll));
    }

    /** Reports of a run that crashes are lost from the crash on, and its worker has lost the run. */
    @Override
    public ReportResults report(UUID workerId, List<Report> reports) {
        Map<UUID, Integer> lostFrom = new LinkedHashMap<>();
        for (int i = 0; i < reports.size(); i++) {
            Report report = reports.get(i);
            if (!lostFrom.containsKey(report.runId())) {
                int number = i;
                lastBefore(report, number).ifPresent(from -> lostFrom.put(report.runId(), from));
            }
        }
        List<ReportResult> results = accept(workerId, reports, lostFrom);
        lostFrom.keySet().forEach(this::lose);
        server.tick();
        return new ReportResults(results);
    }

    /** Number of the first report that is lost, where this one is the occasion. */
    private Optional<Integer> lastBefore(Report report, int number) {
        if (replays.isBeyond(report)) {
            return Optional.of(number);
        }
        return faults.crashAt(report).map(crash -> crash == Crash.BEFORE_RECORDED ? number : number + 1);
    }

    private List<ReportResult> accept(UUID workerId, List<Report> reports, Map<UUID, Integer> lostFrom) {
        List<Report> arrived = new ArrayList<>();
        Map<Integer, Integer> places = new HashMap<>();
        for (int i = 0; i < reports.size(); i++) {
            if (i < lostFrom.getOrDefault(reports.get(i).runId(), Integer.MAX_VALUE)) {
                places.put(i, arrived.size());
                arrived.add(reports.get(i));
            }
        }
        List<ReportResult> answers = arrived.isEmpty()
                ? List.of()
                : Answers.of(() -> server.workers().report(workerId, arrived)).results();
        List<ReportResult> results = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            boolean isLost = lostFrom.containsKey(reports.get(i).runId()) || !places.containsKey(i);
            results.add(
                    isLost
                            ? ReportResult.refused(Code.LEASE_LOST, "The worker has crashed.")
                            : answers.get(places.getOrDefault(i, 0)));
        }
        return results;
    }

    private void lose(UUID runId) {
        if (replays.isOpen(runId)) {
            server.runs().cancel(runId, new CancelRun("The replay ends here.", true));
        } else {
            server.expire(runId);
        }
    }

    @Override
    public Renewed renew(UUID workerId, Renew renew) {
        return Answers.of(() -> server.workers().renew(workerId, renew));
    }

    @Override
    public void close(UUID workerId) {
        server.workers().close(workerId);
    }

    @Override
    public StepPage moreSteps(UUID workerId, UUID runId, String after) {
        return Answers.of(() -> server.workers().moreSteps(workerId, runId, after));
    }
}
