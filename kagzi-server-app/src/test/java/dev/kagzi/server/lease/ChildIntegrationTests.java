package dev.kagzi.server.lease;

import static dev.kagzi.server.lease.TestWorker.codes;
import static dev.kagzi.server.lease.TestWorker.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.due.Deadlines;
import dev.kagzi.server.lease.TestWorker.Claim;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ServerTest
class ChildIntegrationTests {

    @Autowired
    private ServerClient server;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Deadlines deadlines;

    private String namespace;
    private TestWorker worker;
    private String parentId;
    private Claim parent;

    @BeforeEach
    void aParent() {
        namespace = server.newNamespace();
        worker = new TestWorker(server, namespace, UUID.randomUUID(), workflow("order"), workflow("ship"));
        parentId = post("/api/v1/runs", "{\"workflow\":\"order\"}").text("/runId");
        parent = worker.poll(1, "order").get(0);
    }

    @Test
    void aChildIsStartedOnceAndItsResultIsTold() {
        String report = parent.childStarted("ship", 1, 1, "{\"parcel\":7}", "");
        worker.reportOk(report);
        assertThat(codes(worker.report(report))).containsExactly("repeated");
        worker.reportOk(parent.waiting());
        assertThat(run(parentId).text("/waitingFor/kind")).isEqualTo("CHILD");

        Claim child = onlyChild();
        assertThat(child.json().at("/input/parcel").asInt()).isEqualTo(7);
        assertThat(run(child.runId()).text("/parentRunId")).isEqualTo(parentId);
        worker.reportOk(child.runCompleted("{\"label\":\"L\"}"));

        JsonNode step = wokenParent().json().at("/steps/0");
        assertThat(step.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(step.at("/output/label").asString()).isEqualTo("L");
        assertThat(step.path("childRunId").asString()).isEqualTo(child.runId());
        assertThat(get("/api/v1/runs?parent=" + parentId).text("/items/0/runId"))
                .isEqualTo(child.runId());
        assertThat(get("/api/v1/runs/" + parentId + "/steps").text("/items/0/childRunId"))
                .isEqualTo(child.runId());
    }

    @Test
    void theWorkerChoosesTheIdOfTheChild() {
        String childId = UUID.randomUUID().toString();
        worker.reportOk(parent.childStarted("ship", 1, 1, "1", ",\"childRunId\":\"" + childId + "\""));
        assertThat(onlyChild().runId()).isEqualTo(childId);
    }

    @Test
    void aFailedChildFailsTheStepAndNotTheRun() {
        worker.reportOk(parent.childStarted("ship", 1, 1, "1", ""), parent.waiting());
        Claim child = onlyChild();
        worker.reportOk(child.runFailed("lost"));
        JsonNode step = wokenParent().json().at("/steps/0");
        assertThat(step.path("status").asString()).isEqualTo("FAILED");
        assertThat(step.at("/failure/message").asString()).isEqualTo("lost");
    }

    @Test
    void aCancelledChildIsToldAsAFailure() {
        worker.reportOk(parent.childStarted("ship", 1, 1, "1", ""), parent.waiting());
        post("/api/v1/runs/" + onlyChild().runId() + "/cancel", "{\"reason\":\"called off\"}");
        JsonNode step = wokenParent().json().at("/steps/0");
        assertThat(step.at("/failure/type").asString()).isEqualTo("RUN_CANCELLED");
        assertThat(step.at("/failure/message").asString()).contains("called off");
    }

    @Test
    void cancellingTheParentCancelsChildrenAndTheirs() {
        worker.reportOk(parent.childStarted("ship", 1, 1, "1", ""), parent.waiting());
        Claim child = onlyChild();
        worker.reportOk(child.childStarted("ship", 1, 1, "2", ""), child.waiting());
        Claim grandchild = onlyChild();

        post("/api/v1/runs/" + parentId + "/cancel", "{}");

        assertThat(run(child.runId()).text("/status")).isEqualTo("CANCELLED");
        assertThat(run(grandchild.runId()).text("/status")).isEqualTo("CANCELLED");
        assertThat(codes(worker.report(grandchild.runCompleted("1")))).containsExactly("LEASE_LOST");
        assertThat(run(parentId).text("/status")).isEqualTo("CANCELLED");
    }

    @Test
    void childrenOfAParentThatFailsOrPassesItsDeadlineGoOn() {
        worker.reportOk(parent.childStarted("ship", 1, 1, "1", ""), parent.runFailed("no"));
        Claim ofFailed = onlyChild();
        String lateId = post("/api/v1/runs", "{\"workflow\":\"order\",\"timeout\":\"1h\"}")
                .text("/runId");
        Claim late = worker.poll(1, "order").get(0);
        worker.reportOk(late.childStarted("ship", 1, 1, "1", ""), late.waiting());
        Claim ofLate = onlyChild();
        jdbc.sql("UPDATE kagzi.run SET deadline = created_at WHERE run_id = :run")
                .param("run", UUID.fromString(lateId))
                .update();
        Awaitility.await().until(() -> {
            deadlines.enforce();
            return run(lateId).text("/status").equals("FAILED");
        });

        worker.reportOk(ofFailed.runCompleted("5"), ofLate.runCompleted("5"));
        assertThat(run(ofFailed.runId()).text("/status")).isEqualTo("COMPLETED");
        assertThat(run(ofLate.runId()).text("/status")).isEqualTo("COMPLETED");
    }

    @Test
    void aWorkflowThatNobodyKnowsFailsTheStepAtOnce() {
        worker.reportOk(parent.childStarted("nowhere", 1, 1, "1", ""), parent.waiting());
        JsonNode step = wokenParent().json().at("/steps/0");
        assertThat(step.path("status").asString()).isEqualTo("FAILED");
        assertThat(step.at("/failure/type").asString()).isEqualTo("WORKFLOW_UNKNOWN");
    }

    @Test
    void aChildWithTheIdOfARunThatIsThereIsThatRun() {
        String existing = post("/api/v1/runs", "{\"workflow\":\"ship\",\"id\":\"s-1\",\"input\":1}")
                .text("/runId");
        Claim ship = onlyChild();
        worker.reportOk(ship.runCompleted("8"));
        worker.reportOk(parent.childStarted("ship", 1, 1, "1", ",\"id\":\"s-1\""), parent.waiting());
        JsonNode step = wokenParent().json().at("/steps/0");
        assertThat(step.path("childRunId").asString()).isEqualTo(existing);
        assertThat(step.path("output").asInt()).isEqualTo(8);
    }

    @Test
    void aChildWithTheIdOfARunWithAnotherInputFailsTheStep() {
        post("/api/v1/runs", "{\"workflow\":\"ship\",\"id\":\"s-1\",\"input\":1}");
        worker.reportOk(parent.childStarted("ship", 1, 1, "2", ",\"id\":\"s-1\""), parent.waiting());
        assertThat(worker.poll(1, "order")
                        .get(0)
                        .json()
                        .at("/steps/0/failure/type")
                        .asString())
                .isEqualTo("ID_CONFLICT");
    }

    @Test
    void outcomesReachAParentThatIsKept() {
        worker.reportOk(parent.childStarted("ship", 1, 1, "1", ""), parent.childStarted("ship", 2, 2, "2", ""));
        List<Claim> children = worker.poll(2, "ship");
        children.forEach(child -> worker.reportOk(child.runCompleted("5")));
        children.forEach(child -> awaitTold(child.runId()));
        Answer poll = worker.poll(worker.newestRequest() + 1, 0, "5s", 1, "order");
        assertThat(poll.json().at("/resolved")).hasSize(2);
        worker.reportOk(parent.runCompleted("1"));
        assertThat(run(parentId).text("/status")).isEqualTo("COMPLETED");
    }

    @Test
    void aChildThatEndsAfterItsParentIsRecordedThereAllTheSame() {
        worker.reportOk(parent.childStarted("ship", 1, 1, "1", ""), parent.runFailed("no"));
        Claim child = onlyChild();
        worker.reportOk(child.runCompleted("5"));
        awaitTold(child.runId());
        assertThat(run(parentId).text("/status")).isEqualTo("FAILED");
        post("/api/v1/runs/" + parentId + "/retry", "{}");
        JsonNode step = wokenParent().json().at("/steps/0");
        assertThat(step.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(get("/api/v1/runs?parent=" + parentId).json().at("/items")).hasSize(1);
    }

    @Test
    void aChildThatIsRetriedAfterItsParentWasToldChangesNothingThere() {
        worker.reportOk(parent.childStarted("ship", 1, 1, "1", ""), parent.waiting());
        Claim child = onlyChild();
        worker.reportOk(child.runFailed("lost"));
        awaitTold(child.runId());
        post("/api/v1/runs/" + child.runId() + "/retry", "{}");
        Claim again = onlyChild();
        worker.reportOk(again.runCompleted("5"));
        assertThat(wokenParent().json().at("/steps/0/status").asString()).isEqualTo("FAILED");
    }

    /** The server tells by itself, too, and may be about to. */
    private Claim wokenParent() {
        return Awaitility.await()
                .until(() -> worker.poll(1, "order"), claims -> claims.size() == 1)
                .get(0);
    }

    private void awaitTold(String childId) {
        Awaitility.await()
                .until(() -> jdbc.sql("SELECT awaited FROM kagzi.run WHERE run_id = :run")
                        .param("run", UUID.fromString(childId))
                        .query(Boolean.class)
                        .single()
                        .equals(false));
    }

    private Claim onlyChild() {
        List<Claim> children = worker.poll(5, "ship");
        assertThat(children).hasSize(1);
        return children.get(0);
    }

    private Answer run(String runId) {
        return get("/api/v1/runs/" + runId);
    }

    private Answer get(String path) {
        return server.get(path, "Kagzi-Namespace", namespace);
    }

    private Answer post(String path, String body) {
        return server.post(path, body, "Kagzi-Namespace", namespace);
    }
}
