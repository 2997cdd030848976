package dev.kagzi.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.run.RunsOverHttp.Answer;
import dev.kagzi.server.test.ServerTest;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What requests say of the span they are made in, and which run keeps it. */
@ServerTest
class TraceIntegrationTests {

    private static final String START = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String OTHER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    RunsOverHttp runs;

    @BeforeEach
    void declareWorkflow() {
        runs = new RunsOverHttp(port, jdbc);
        runs.declare("order");
    }

    private String traceparent(UUID runId) {
        return runs.run(runId).json().path("traceparent").asString("");
    }

    @Test
    void aRunKeepsTheSpanItWasStartedIn() {
        Answer started = runs.postInTrace(START, "/api/v1/runs", "{\"workflow\":\"order\",\"id\":\"one\"}");

        assertThat(started.json().path("traceparent").asString()).isEqualTo(START);
        assertThat(traceparent(started.runId())).isEqualTo(START);
        Answer repeated = runs.postInTrace(OTHER, "/api/v1/runs", "{\"workflow\":\"order\",\"id\":\"one\"}");
        assertThat(repeated.json().path("traceparent").asString()).isEqualTo(START);
    }

    @Test
    void aRequestThatIsNotTracedStartsARunThatIsNot() {
        assertThat(traceparent(runs.start("").runId())).isEmpty();
        Answer started = runs.postInTrace("no trace", "/api/v1/runs", "{\"workflow\":\"order\"}");
        assertThat(started.status()).isEqualTo(201);
        assertThat(started.json().has("traceparent")).isFalse();
    }

    @Test
    void theRunsOfABatchBelongToOneTrace() {
        Answer batch = runs.postInTrace(
                START, "/api/v1/runs/batch", "{\"runs\":[{\"workflow\":\"order\"},{\"workflow\":\"order\"}]}");

        assertThat(batch.json().path("results"))
                .hasSize(2)
                .allSatisfy(result ->
                        assertThat(result.at("/run/traceparent").asString()).isEqualTo(START));
    }

    @Test
    void aRestartBelongsToTheTraceOfItsOwnRequest() {
        UUID source = runs.postInTrace(START, "/api/v1/runs", "{\"workflow\":\"order\"}")
                .runId();

        Answer traced = runs.postInTrace(OTHER, "/api/v1/runs/" + source + "/restart", "{}");
        Answer plain = runs.post("/api/v1/runs/" + source + "/restart", "{}");

        assertThat(traceparent(traced.runId())).isEqualTo(OTHER);
        assertThat(traceparent(plain.runId())).isEmpty();
        assertThat(traceparent(source)).isEqualTo(START);
    }
}
