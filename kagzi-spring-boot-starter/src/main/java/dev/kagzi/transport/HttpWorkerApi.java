package dev.kagzi.transport;

import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.protocol.worker.Renew;
import dev.kagzi.protocol.worker.Renewed;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResults;
import dev.kagzi.protocol.worker.Reports;
import dev.kagzi.protocol.worker.Session;
import dev.kagzi.protocol.worker.StepPage;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.web.client.RestClient;

/** The worker protocol over HTTP. Closing it cuts off an open poll. */
public final class HttpWorkerApi implements WorkerApi, AutoCloseable {

    private static final String SESSION = "/worker/sessions/{workerId}";

    private final HttpConnection connection;

    /** The customizer may be called several times, for each kind of request. */
    public HttpWorkerApi(ConnectionSettings settings, Consumer<RestClient.Builder> customizer) {
        this.connection = new HttpConnection(settings, customizer);
    }

    @Override
    public Session open(OpenSession session) {
        return connection.call(Request.post(connection.uri("/worker/sessions"), session), Session.class);
    }

    @Override
    public PollAnswer poll(UUID workerId, Poll poll) {
        Duration wait = Objects.requireNonNullElse(poll.waitFor(), Duration.ZERO);
        return connection.poll(wait, Request.post(connection.uri(SESSION + "/poll", workerId), poll), PollAnswer.class);
    }

    @Override
    public ReportResults report(UUID workerId, List<Report> reports) {
        return connection.call(
                Request.post(connection.uri(SESSION + "/reports", workerId), new Reports(reports)),
                ReportResults.class);
    }

    @Override
    public Renewed renew(UUID workerId, Renew renew) {
        return connection.call(Request.post(connection.uri(SESSION + "/renew", workerId), renew), Renewed.class);
    }

    @Override
    public void close(UUID workerId) {
        connection.call(Request.delete(connection.uri(SESSION, workerId)));
    }

    @Override
    public StepPage moreSteps(UUID workerId, UUID runId, String after) {
        return connection.call(
                Request.get(connection.uri(SESSION + "/runs/{runId}/steps?after={after}", workerId, runId, after)),
                StepPage.class);
    }

    @Override
    public void close() {
        connection.close();
    }
}
