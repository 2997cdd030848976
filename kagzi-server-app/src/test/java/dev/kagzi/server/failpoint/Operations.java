package dev.kagzi.server.failpoint;

import static dev.kagzi.server.test.Caller.EVENTS;
import static dev.kagzi.server.test.Caller.KEYS;
import static dev.kagzi.server.test.Caller.RUNS;
import static dev.kagzi.server.test.Caller.SCHEDULES;
import static dev.kagzi.server.test.Caller.keyed;
import static dev.kagzi.server.test.Caller.post;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.server.test.Caller;
import dev.kagzi.server.test.Caller.Claim;
import dev.kagzi.server.test.Caller.Request;
import java.util.UUID;
import java.util.stream.Stream;

/** Every request of the API that changes something, in the form in which it may be repeated. */
final class Operations {

    private static final String FAILURE = ",'failure':{'type':'a.B','types':['a.B'],'message':'no'}";
    private static final String DAILY = "{'workflow':'order','cron':'0 4 * * *'}";

    /** Commits of what is written down before it is done, and of how it was answered. */
    private static final int AUDIT = 2;

    private Operations() {}

    static Stream<Operation> all() {
        return Stream.of(
                        starts(),
                        limits(),
                        changesOfRuns(),
                        events(),
                        sessions(),
                        reports(),
                        ends(),
                        schedules(),
                        keys())
                .flatMap(part -> part);
    }

    private static Stream<Operation> starts() {
        return Stream.of(
                Operation.of("a start", 1, caller -> {
                    caller.withWorker();
                    return start("order", "");
                }),
                Operation.of("a start with an id", 1, caller -> {
                    caller.withWorker();
                    return start("order", ",'id':'42'");
                }),
                Operation.of("a start with an id that is held", 1, caller -> {
                    caller.withWorker().started(",'id':'42'");
                    return start("order", ",'id':'42'");
                }),
                Operation.of("a start anew with the id of a finished run", 1, caller -> {
                    caller.withWorker().claimed(",'id':'42'").reported("runCompleted", ",'output':1");
                    return start("order", ",'id':'42','restartIfFinished':true");
                }),
                Operation.of("a start with a key", 3, caller -> {
                    caller.withWorker();
                    return keyed(RUNS, "{'workflow':'order','input':{'n':1}}");
                }),
                Operation.of("a batch of starts", 1, caller -> {
                    caller.withWorker();
                    String run = "{'workflow':'order','runId':'%s','tags':{'a':'b'}}";
                    return post(
                            RUNS + "/batch",
                            "{'runs':[%s,%s]}".formatted(run.formatted(newId()), run.formatted(newId())));
                }));
    }

    private static Stream<Operation> limits() {
        return Stream.of(
                Operation.of("a start that finds a place", 1, caller -> {
                    caller.withLimitedWorker();
                    return start("order", "");
                }),
                Operation.of("a start that is held back", 1, caller -> {
                    caller.withLimitedWorker().started("");
                    return start("order", "");
                }),
                Operation.of("the end of a run for which another has waited", 1, caller -> {
                    Claim claim = caller.withLimitedWorker().claimed("");
                    caller.started("");
                    return claim.reporting("runCompleted", ",'output':{'n':1}");
                }),
                Operation.of("a cancel of a run for which another has waited", 1 + AUDIT, caller -> {
                    Claim claim = caller.withLimitedWorker().claimed("");
                    caller.started("");
                    return post(RUNS + "/" + claim.runId() + "/cancel", "{}");
                }),
                Operation.of("a return to the declared limits", 1 + AUDIT, caller -> {
                    caller.withLimitedWorker();
                    return new Request("DELETE", "/api/v1/workflows/order/limits", "");
                }),
                Operation.of("a change of limits", 1 + AUDIT, caller -> {
                    caller.withLimitedWorker();
                    return new Request(
                            "PUT",
                            "/api/v1/workflows/order/limits",
                            "{\"concurrency\":2,\"concurrencyKey\":\"n\",\"throttle\":\"9/1m\"}");
                }));
    }

    private static Request start(String workflow, String members) {
        return post(
                RUNS,
                "{'workflow':'%s','input':{'n':1},'runId':'%s','tags':{'a':'b'}%s}"
                        .formatted(workflow, newId(), members));
    }

    private static Stream<Operation> changesOfRuns() {
        return Stream.of(
                Operation.of("a cancel", 1 + AUDIT, caller -> {
                    Claim claim = caller.withWorker().claimed("");
                    claim.reported("sleepStarted", claim.step("nap", 1, "SLEEP") + ",'duration':'1h'");
                    return post(RUNS + "/" + claim.runId() + "/cancel", "{'reason':'wrong'}");
                }),
                Operation.of("a cancel of a run that can be undone", 1 + AUDIT, caller -> {
                    Claim claim = caller.withWorker().claimed("");
                    claim.reported(
                            "stepCompleted",
                            claim.step("charge", 1, "STEP") + ",'output':1,'attempts':1,'compensable':true");
                    return post(RUNS + "/" + claim.runId() + "/cancel", "{}");
                }),
                Operation.of(
                                "a retry with a key",
                                3 + AUDIT,
                                caller -> keyed(RUNS + "/" + failed(caller).runId() + "/retry", "{}"))
                        .or("RUN_NOT_RETRYABLE"),
                Operation.of(
                        "a restart",
                        1 + AUDIT,
                        caller -> post(RUNS + "/" + failed(caller).runId() + "/restart", restart(""))),
                Operation.of(
                        "a restart from a step",
                        1 + AUDIT,
                        caller -> post(
                                RUNS + "/" + failed(caller).runId() + "/restart",
                                restart(",'fromStep':{'name':'ship','occurrence':1}"))));
    }

    /** With an id, and two steps of which the second has failed. */
    private static Claim failed(Caller caller) {
        Claim claim = caller.withWorker().claimed(",'id':'42'");
        claim.reported("stepCompleted", claim.step("charge", 1, "STEP") + ",'output':1,'attempts':1");
        claim.reported("stepFailed", claim.step("ship", 2, "STEP") + ",'attempts':1" + FAILURE);
        claim.reported("runFailed", ",'failure':{'type':'a.B','message':'no','step':'ship'}");
        return claim;
    }

    private static String restart(String members) {
        return "{'runId':'%s'%s}".formatted(newId(), members);
    }

    private static Stream<Operation> events() {
        return Stream.of(
                Operation.of("an event that a run waits for", 1, caller -> {
                    Claim claim = caller.withWorker().claimed("");
                    caller.reported(
                            claim.report("waitStarted", claim.step("paid", 1, "EVENT") + ",'event':'paid','key':'7'"),
                            claim.report("waiting", ""));
                    return post(EVENTS, event("paid"));
                }),
                Operation.of("an event that starts a run", 1, caller -> {
                    caller.withWorker();
                    return post(EVENTS, event("parcel.packed"));
                }),
                Operation.of("an event with a key", 3, caller -> {
                    caller.withWorker();
                    return keyed(EVENTS, "{'name':'parcel.packed','data':1}");
                }),
                Operation.of("a batch of events", 1, caller -> {
                    caller.withWorker();
                    return post(
                            EVENTS + "/batch",
                            "{'events':[%s,%s]}".formatted(event("parcel.packed"), event("parcel.packed")));
                }));
    }

    private static String event(String name) {
        return "{'name':'%s','key':'7','data':{'n':1},'eventId':'%s'}".formatted(name, newId());
    }

    private static Stream<Operation> sessions() {
        return Stream.of(
                Operation.of(
                        "a new namespace with a key",
                        3 + AUDIT,
                        caller -> keyed(
                                "/api/v1/namespaces",
                                "{'name':'%s-2','displayName':'Two'}".formatted(caller.namespace()))),
                Operation.of(
                        "a change of a namespace",
                        1 + AUDIT,
                        caller -> new Request(
                                "PUT",
                                "/api/v1/namespaces/" + caller.namespace(),
                                "{\"displayName\":\"Two\",\"retention\":\"7d\"}")),
                Operation.of(
                        "a namespace that is disabled",
                        1 + AUDIT,
                        caller -> post("/api/v1/namespaces/" + caller.namespace() + "/disable", "{}")),
                Operation.of(
                        "a namespace that is enabled",
                        1 + AUDIT,
                        caller -> post("/api/v1/namespaces/" + caller.namespace() + "/enable", "{}")),
                Operation.of("the opening of a session", 1, caller -> Caller.session(UUID.randomUUID())),
                Operation.of("a poll", 1, caller -> {
                    caller.withWorker().started("");
                    return caller.poll();
                }),
                Operation.of("a renewal", 1, caller -> {
                    caller.withWorker().claimed("");
                    Claim kept = caller.claimed("");
                    // Its first claim was answered and is not listed: it is given back.
                    return post(caller.sessionPath("/renew"), "{'runs':['%s'],'answered':2}".formatted(kept.runId()));
                }),
                Operation.of("the closing of a session", 1, caller -> {
                    caller.withWorker().claimed("");
                    return new Request("DELETE", caller.sessionPath(""), "");
                }),
                Operation.of("a drain", 1 + AUDIT, caller -> {
                    caller.withWorker().claimed("");
                    return post(caller.workerPath("/drain"), "{}");
                }));
    }

    private static Stream<Operation> reports() {
        return Stream.of(
                step("stepStarted", "STEP", ",'attempt':1,'startedAt':'2026-01-01T00:00:00Z'"),
                step("stepCompleted", "STEP", ",'output':{'n':1},'attempts':1"),
                step("stepFailed", "STEP", ",'attempts':1" + FAILURE),
                step("stepFailed", "STEP", ",'attempts':1,'retryIn':'1h'" + FAILURE),
                step("sleepStarted", "SLEEP", ",'duration':'1h'"),
                step("waitStarted", "EVENT", ",'event':'paid','key':'7','timeout':'1h'"),
                step("childStarted", "CHILD", ",'workflow':'shipping','input':1"),
                step("eventEmitted", "EMIT", ",'event':'parcel.packed','key':'7','data':1"));
    }

    private static Operation step(String type, String kind, String rest) {
        return Operation.of(
                "the report " + type + (rest.contains("retryIn") ? " with another attempt" : ""), 1, caller -> {
                    Claim claim = caller.withWorker().claimed("");
                    return claim.reporting(type, claim.step("thing", 1, kind) + rest);
                });
    }

    private static Stream<Operation> ends() {
        return Stream.of(
                Operation.of("the report waiting", 1, caller -> {
                    Claim claim = caller.withWorker().claimed("");
                    claim.reported("sleepStarted", claim.step("nap", 1, "SLEEP") + ",'duration':'1h'");
                    return claim.reporting("waiting", "");
                }),
                end("progressed", ",'progress':0.5,'tags':{'region':'eu'}"),
                end("runCompleted", ",'output':{'n':1}"),
                end("runFailed", ",'failure':{'type':'a.B','message':'no'}"),
                end("needsAttention", ",'failure':{'type':'HISTORY_MISMATCH','message':'no'}"),
                end("released", ""),
                Operation.of("the reports of a whole run", 1, caller -> {
                    Claim claim = caller.withWorker().claimed("");
                    return caller.reports(
                            claim.report("stepCompleted", claim.step("a", 1, "STEP") + ",'output':1,'attempts':1"),
                            claim.report("stepCompleted", claim.step("b", 2, "STEP") + ",'output':2,'attempts':1"),
                            claim.report("runCompleted", ",'output':3"));
                }));
    }

    private static Operation end(String type, String rest) {
        return Operation.of(
                "the report " + type,
                1,
                caller -> caller.withWorker().claimed("").reporting(type, rest));
    }

    private static Stream<Operation> schedules() {
        return Stream.of(
                Operation.of("a new schedule", 1 + AUDIT, caller -> {
                    caller.withWorker();
                    return post(SCHEDULES, "{'scheduleId':'daily','workflow':'order','cron':'0 3 * * *'}");
                }),
                Operation.of("a change of a schedule", 1 + AUDIT, caller -> {
                    caller.withWorker().withSchedule("");
                    return new Request("PUT", SCHEDULES + "/daily", DAILY.replace('\'', '"'), "If-Match", "*");
                }),
                schedule("pause", 1 + AUDIT, ""),
                schedule("resume", 1 + AUDIT, ",'paused':true"),
                Operation.of("a trigger with a key", 3 + AUDIT, caller -> {
                    caller.withWorker().withSchedule("");
                    return keyed(SCHEDULES + "/daily/trigger", "{}");
                }),
                Operation.of("a backfill", 1 + AUDIT, caller -> {
                    caller.withWorker().withSchedule("");
                    return post(
                            SCHEDULES + "/daily/backfill",
                            "{'from':'2026-01-01T00:00:00Z','to':'2026-01-04T00:00:00Z'}");
                }),
                Operation.of("the deletion of a schedule", 1 + AUDIT, caller -> {
                            caller.withWorker().withSchedule("");
                            return new Request("DELETE", SCHEDULES + "/daily", "");
                        })
                        .or("SCHEDULE_NOT_FOUND"));
    }

    private static Operation schedule(String action, int commits, String members) {
        return Operation.of("the schedule's " + action, commits, caller -> {
            caller.withWorker().withSchedule(members);
            return post(SCHEDULES + "/daily/" + action, "{}");
        });
    }

    private static Stream<Operation> keys() {
        return Stream.of(
                Operation.of(
                        "a new key of the API with a key",
                        3 + AUDIT,
                        caller -> keyed(
                                KEYS,
                                "{'name':'shop','namespaces':['%s'],'roles':['client']}"
                                        .formatted(caller.namespace()))),
                Operation.of(
                        "a rotation with a key",
                        3 + AUDIT,
                        caller -> keyed(caller.newKey() + "/rotate", "{'keepOldFor':'1h'}")),
                Operation.of("a revocation", 1 + AUDIT, caller -> new Request("DELETE", caller.newKey(), "")),
                Operation.of("a bulk job with a key", 3 + AUDIT, caller -> {
                    caller.withWorker().started("");
                    return keyed("/api/v1/bulk", "{'action':'cancel','filter':{'workflow':'order'}}");
                }));
    }

    private static UUID newId() {
        return UuidCreator.getTimeOrderedEpoch();
    }
}
