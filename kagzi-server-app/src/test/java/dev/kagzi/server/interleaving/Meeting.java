package dev.kagzi.server.interleaving;

import static dev.kagzi.server.test.Caller.EVENTS;
import static dev.kagzi.server.test.Caller.RUNS;
import static dev.kagzi.server.test.Caller.post;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.server.test.Caller;
import dev.kagzi.server.test.Caller.Claim;
import dev.kagzi.server.test.Caller.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two changes that can come to a run of some kind at the same time. */
record Meeting(String place, BiFunction<Caller, JdbcClient, Scene> scene, Change first, Change second) {

    private static final String FAILURE = ",'failure':{'type':'a.B','message':'no','step':'charge'}";

    static Stream<Meeting> all() {
        return Stream.of(
                        nothingYet(),
                        pending(),
                        held(),
                        undoable(),
                        waiting(),
                        failed(),
                        heldBack(),
                        inPlace(),
                        refusing(),
                        unlimited())
                .flatMap(List::stream);
    }

    /** Each change with each other, and with another one of its kind. */
    private static List<Meeting> meetings(
            String place, BiFunction<Caller, JdbcClient, Scene> scene, Change... changes) {
        List<Meeting> meetings = new ArrayList<>();
        for (int i = 0; i < changes.length; i++) {
            int first = i;
            IntStream.range(i, changes.length)
                    .forEach(second -> meetings.add(new Meeting(place, scene, changes[first], changes[second])));
        }
        return meetings;
    }

    private static List<Meeting> nothingYet() {
        return meetings(
                "no run yet",
                (caller, jdbc) -> new Scene(caller.withWorker(), "", null, jdbc),
                start(""),
                Change.poll("a poll", scene -> scene.caller().poll()),
                Change.asked("the closing of the session", Meeting::close));
    }

    private static List<Meeting> pending() {
        return meetings(
                "a run that nobody has claimed",
                (caller, jdbc) -> new Scene(
                        caller, caller.withWorker().started(",'id':'42'").toString(), null, jdbc),
                start(""),
                Change.poll("a poll", scene -> scene.caller().poll()),
                Change.poll("a poll of another worker", scene -> scene.caller().pollOfAnotherWorker()),
                Change.asked("a cancel", scene -> act(scene, "cancel", "")),
                Change.asked("a restart", scene -> act(scene, "restart", "'runId':'" + newId() + "'")),
                Change.asked("the closing of the session", Meeting::close),
                Change.deadline());
    }

    private static List<Meeting> held() {
        return meetings(
                "a run that is held, with an open wait",
                (caller, jdbc) -> {
                    Claim claim = caller.withWorker().claimed(",'id':'42'");
                    claim.reported("waitStarted", wait(claim, 1));
                    return new Scene(caller, claim.runId(), claim, jdbc);
                },
                start(""),
                Change.asked("the report runCompleted", scene -> scene.held().reporting("runCompleted", ",'output':1")),
                Change.asked("the report waiting", scene -> scene.held().reporting("waiting", "")),
                Change.asked("the reports of another wait", scene -> {
                    Claim claim = scene.held();
                    return scene.caller()
                            .reports(claim.report("waitStarted", wait(claim, 2)), claim.report("waiting", ""));
                }),
                Change.asked("a renewal", scene -> renewal(scene, "'" + scene.runId() + "'")),
                Change.asked("a renewal that leaves it out", scene -> renewal(scene, "")),
                Change.asked("a cancel", scene -> act(scene, "cancel", "")),
                Change.asked("a restart", scene -> act(scene, "restart", "'runId':'" + newId() + "'")),
                Change.asked("an event for it", Meeting::event),
                Change.asked("the closing of the session", Meeting::close),
                Change.dueWait(),
                Change.expiry(),
                Change.deadline());
    }

    private static List<Meeting> undoable() {
        return meetings(
                "a run that is held and can be undone",
                (caller, jdbc) -> {
                    Claim claim = caller.withWorker().claimed("");
                    claim.reported(
                            "stepCompleted",
                            claim.step("charge", 1, "STEP") + ",'output':1,'attempts':1,'compensable':true");
                    return new Scene(caller, claim.runId(), claim, jdbc);
                },
                Change.asked("the report runFailed", scene -> scene.held().reporting("runFailed", FAILURE)),
                Change.asked("the report runCompleted", scene -> scene.held().reporting("runCompleted", ",'output':1")),
                Change.asked("a cancel", scene -> act(scene, "cancel", "")),
                Change.asked("a cancel by force", scene -> act(scene, "cancel", "'force':true")),
                Change.expiry(),
                Change.deadline());
    }

    private static List<Meeting> waiting() {
        return meetings(
                "a run that waits for an event",
                (caller, jdbc) -> {
                    Claim claim = caller.withWorker().claimed("");
                    caller.reported(claim.report("waitStarted", wait(claim, 1)), claim.report("waiting", ""));
                    return new Scene(caller, claim.runId(), claim, jdbc);
                },
                Change.asked("an event for it", Meeting::event),
                Change.poll("a poll", scene -> scene.caller().poll()),
                Change.asked("a cancel", scene -> act(scene, "cancel", "")),
                Change.dueWait(),
                Change.deadline());
    }

    private static List<Meeting> failed() {
        return meetings(
                "a run that has failed",
                (caller, jdbc) -> {
                    Claim claim = caller.withWorker().claimed(",'id':'42'");
                    claim.reported("runFailed", FAILURE);
                    return new Scene(caller, claim.runId(), claim, jdbc);
                },
                Change.asked("a retry", scene -> act(scene, "retry", "")),
                Change.asked("a restart", scene -> act(scene, "restart", "'runId':'" + newId() + "'")),
                start(",'restartIfFinished':true"),
                Change.poll("a poll", scene -> scene.caller().poll()),
                Change.asked("a cancel", scene -> act(scene, "cancel", "")));
    }

    private static List<Meeting> inPlace() {
        return meetings(
                "a run that has the only place, while another is held back",
                (caller, jdbc) -> {
                    Claim claim = caller.withLimitedWorker().claimed(",'id':'42'");
                    caller.started("");
                    claim.reported("waitStarted", wait(claim, 1));
                    return new Scene(caller, claim.runId(), claim, jdbc);
                },
                start(""),
                Change.asked("the report runCompleted", scene -> scene.held().reporting("runCompleted", ",'output':1")),
                Change.asked("the report waiting", scene -> scene.held().reporting("waiting", "")),
                Change.asked("a renewal that leaves it out", scene -> renewal(scene, "")),
                Change.asked("a cancel", scene -> act(scene, "cancel", "")),
                Change.asked("a restart", scene -> act(scene, "restart", "'runId':'" + newId() + "'")),
                Change.asked("an event for it", Meeting::event),
                Change.poll("a poll", scene -> scene.caller().poll()),
                Change.asked("the closing of the session", Meeting::close),
                Change.asked("other limits", scene -> limits("'concurrency':2")),
                Change.dueWait(),
                Change.expiry(),
                Change.deadline());
    }

    private static List<Meeting> refusing() {
        return meetings(
                "a run that has failed, where one more has a place and others are refused",
                (caller, jdbc) -> {
                    Claim claim = caller.withLimitedWorker().claimed(",'id':'42'");
                    claim.reported("runFailed", FAILURE);
                    caller.insist(limits("'concurrency':1,'onLimit':'REJECT'"));
                    return new Scene(caller, claim.runId(), claim, jdbc);
                },
                start(",'restartIfFinished':true"),
                start(""),
                Change.asked("a start without an id", scene -> post(RUNS, "{'workflow':'order','input':{'n':1}}")),
                Change.asked("a retry", scene -> act(scene, "retry", "")),
                Change.asked("a restart", scene -> act(scene, "restart", "'runId':'" + newId() + "'")),
                Change.poll("a poll", scene -> scene.caller().poll()));
    }

    private static List<Meeting> unlimited() {
        return meetings(
                "a workflow without limits",
                (caller, jdbc) -> new Scene(caller.withWorker(), "", null, jdbc),
                Change.asked("limits by request", scene -> limits("'throttle':'9/1m'")),
                Change.asked("limits of version 1", scene -> Caller.limitedSession(1, 1)),
                Change.asked("limits of version 2", scene -> Caller.limitedSession(2, 2)));
    }

    private static List<Meeting> heldBack() {
        return meetings(
                "a run that is held back",
                (caller, jdbc) -> {
                    Claim claim = caller.withLimitedWorker().claimed("");
                    return new Scene(caller, caller.started(",'id':'42'").toString(), claim, jdbc);
                },
                start(""),
                Change.asked(
                        "the end of the run that has the place",
                        scene -> scene.held().reporting("runCompleted", ",'output':1")),
                Change.asked("a cancel", scene -> act(scene, "cancel", "")),
                Change.poll("a poll", scene -> scene.caller().poll()),
                Change.asked("other limits", scene -> limits("'concurrency':2")),
                Change.asked("a key", scene -> limits("'concurrency':1,'concurrencyKey':'n'")),
                Change.deadline());
    }

    private static Request limits(String members) {
        return new Request("PUT", "/api/v1/workflows/order/limits", ("{" + members + "}").replace('\'', '"'));
    }

    private static Change start(String members) {
        return Change.asked(
                "a start with its id",
                scene -> post(
                        RUNS,
                        "{'workflow':'order','input':{'n':1},'id':'42','runId':'%s'%s}".formatted(newId(), members)));
    }

    private static String wait(Claim claim, int occurrence) {
        return ",'step':{'name':'paid','occurrence':%d},'position':%d,'event':'paid','key':'7','timeout':'1h'"
                .formatted(occurrence, occurrence);
    }

    private static Request act(Scene scene, String action, String members) {
        return post(RUNS + "/" + scene.runId() + "/" + action, "{" + members + "}");
    }

    private static Request renewal(Scene scene, String runs) {
        return post(scene.caller().sessionPath("/renew"), "{'runs':[%s],'answered':9}".formatted(runs));
    }

    private static Request event(Scene scene) {
        return post(EVENTS, "{'name':'paid','key':'7','data':1,'eventId':'%s'}".formatted(newId()));
    }

    private static Request close(Scene scene) {
        return new Request("DELETE", scene.caller().sessionPath(""), "");
    }

    private static String newId() {
        return UuidCreator.getTimeOrderedEpoch().toString();
    }

    @Override
    public String toString() {
        return place + ": " + first + ", and " + second;
    }
}
