package dev.kagzi.server.failpoint;

import static dev.kagzi.server.test.Caller.RUNS;
import static dev.kagzi.server.test.Caller.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.Caller;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A run that goes to a waiting worker with its start is that worker's, wherever the start loses its answer. */
@ServerTest
@Import(FailpointConfiguration.class)
class HandOverFailpointIntegrationTests {

    @Autowired
    private ServerClient server;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Faults faults;

    static Stream<Failpoint> places() {
        return Failpoint.of(1).stream();
    }

    @ParameterizedTest
    @MethodSource("places")
    void isExecutedOnceByTheWorkerThatWaits(Failpoint failpoint) throws Exception {
        Caller caller = new Caller(server).withWorker();
        UUID runId = UuidCreator.getTimeOrderedEpoch();
        ExecutorService background = Executors.newSingleThreadExecutor();
        try {
            Caller.Request poll = caller.pollThatWaits();
            Future<Answer> polled = background.submit(() -> caller.insist(poll));
            while (pollsOf(caller) == 0) {
                Thread.onSpinWait();
            }

            faults.arm(failpoint);
            Answer started = caller.insist(post(RUNS, "{'workflow':'order','runId':'%s'}".formatted(runId)));

            assertThat(started.status()).as(started.body()).isLessThan(300);
            assertThat(faults.isArmed()).as("the fault is still to be made").isFalse();
            Answer brought = polled.get(20, TimeUnit.SECONDS);
            assertThat(brought.json().path("runs").size()).as(brought.body()).isEqualTo(1);
            assertThat(brought.text("/runs/0/runId")).isEqualTo(runId.toString());
            new Caller.Claim(caller, runId.toString(), brought.text("/runs/0/leaseToken"))
                    .reported("runCompleted", ",'output':1");
        } finally {
            background.shutdownNow();
        }
        assertThat(jdbc.sql("SELECT seq || ' ' || to_status FROM kagzi.run_history WHERE run_id = :run ORDER BY seq")
                        .param("run", runId)
                        .query(String.class)
                        .list())
                .containsExactly("1 PENDING", "2 RUNNING", "3 COMPLETED");
    }

    /** The poll's own transaction has committed. */
    private long pollsOf(Caller caller) {
        return jdbc.sql("""
                        SELECT coalesce(max(w.request_id), 0) FROM kagzi.worker w JOIN kagzi.namespace n USING (namespace_id)
                        WHERE n.name = :namespace
                        """)
                .param("namespace", caller.namespace())
                .query(Long.class)
                .single();
    }
}
