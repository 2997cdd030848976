package dev.kagzi.chaos.nemesis;

import dev.kagzi.chaos.evidence.StepRef;
import dev.kagzi.chaos.evidence.Wire;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Understands as much of the worker protocol as the invariants need. */
final class WireReader {

    private static final int OK = 200;

    private final JsonMapper mapper = new JsonMapper();
    private final Recording recording;

    WireReader(Recording recording) {
        this.recording = recording;
    }

    void read(String path, byte[] request, int status, byte[] answer, Wire.Passage passage) {
        if (status != OK) {
            return;
        }
        if (path.endsWith("/poll")) {
            readPoll(mapper.readTree(answer), passage);
        } else if (path.endsWith("/reports")) {
            readReports(mapper.readTree(request), mapper.readTree(answer), passage);
        } else if (path.endsWith("/renew")) {
            readRenewal(mapper.readTree(request), mapper.readTree(answer), passage);
        }
    }

    private void readPoll(JsonNode answer, Wire.Passage passage) {
        for (JsonNode run : answer.path("runs")) {
            recording.claims.add(new Wire.Claimed(
                    passage,
                    uuid(run, "runId"),
                    run.path("claim").asLong(),
                    run.path("leaseToken").asString(),
                    nanos(run.path("leaseFor"))));
        }
    }

    private void readReports(JsonNode request, JsonNode answer, Wire.Passage passage) {
        JsonNode reports = request.path("reports");
        JsonNode results = answer.path("results");
        for (int i = 0; i < reports.size(); i++) {
            JsonNode report = reports.path(i);
            JsonNode result = results.path(i);
            UUID run = uuid(report, "runId");
            String type = report.path("type").asString();
            JsonNode step = report.path("step");
            recording.reports.add(new Wire.Reported(
                    passage,
                    run,
                    report.path("leaseToken").asString(),
                    type,
                    step.isMissingNode()
                            ? null
                            : new StepRef(
                                    run,
                                    step.path("branch").asString(""),
                                    step.path("name").asString(),
                                    step.path("occurrence").asInt()),
                    recordsOutcome(type, report),
                    result.path("ok").asBoolean(false),
                    result.path("repeated").asBoolean(false),
                    result.path("code").asString(null)));
        }
    }

    private void readRenewal(JsonNode request, JsonNode answer, Wire.Passage passage) {
        Set<UUID> renewed = new HashSet<>();
        request.path("runs").forEach(run -> renewed.add(UUID.fromString(run.asString())));
        answer.path("lost").forEach(lost -> renewed.remove(uuid(lost, "runId")));
        answer.path("cancel").forEach(ended -> renewed.remove(uuid(ended, "runId")));
        recording.renewals.add(new Wire.Renewed(passage, renewed, nanos(answer.path("leaseFor"))));
    }

    private static boolean recordsOutcome(String type, JsonNode report) {
        return type.equals("stepCompleted")
                || type.equals("stepFailed")
                        && report.path("retryIn").asString("").isEmpty();
    }

    private static UUID uuid(JsonNode node, String name) {
        return UUID.fromString(node.path(name).asString());
    }

    private static long nanos(JsonNode duration) {
        return Duration.parse(duration.asString()).toNanos();
    }
}
