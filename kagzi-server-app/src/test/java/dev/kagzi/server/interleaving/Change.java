package dev.kagzi.server.interleaving;

import dev.kagzi.server.due.Deadlines;
import dev.kagzi.server.due.DueRuns;
import dev.kagzi.server.lease.Leases;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.Caller.Request;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Something that changes a run.
 *
 * @param before what has to be so for it
 * @param request makes it ready; what it gives does it at a server, and says in short how that answered
 * @param isRepeated whether it is done again and again by itself: what it has left out because somebody else had a lock, it does the next time
 */
record Change(
        String name,
        Consumer<Scene> before,
        Function<Scene, Function<SteppedServer, String>> request,
        boolean isRepeated) {

    private static final Pattern TELLING =
            Pattern.compile("\"(code|created|already|ok|repeated|lost)\":(\\[]|\\[|\"?\\w+)");

    static Change asked(String name, Function<Scene, Request> request) {
        return new Change(
                name,
                scene -> {},
                scene -> {
                    Request made = request.apply(scene);
                    return server -> inShort(scene.caller().send(server.client(), made));
                },
                false);
    }

    static Change poll(String name, Function<Scene, Request> request) {
        Change asked = asked(name, request);
        return new Change(name, asked.before(), asked.request(), true);
    }

    static Change expiry() {
        return byClock(
                "the expiry of its lease",
                scene -> scene.past("run", "lease_expires_at", "lease_token IS NOT NULL"),
                server -> server.bean(Leases.class).expire(true));
    }

    static Change deadline() {
        return byClock(
                "its deadline",
                scene -> scene.past("run", "deadline", "true"),
                server -> server.bean(Deadlines.class).enforce());
    }

    static Change dueWait() {
        return byClock(
                "the end of its wait",
                scene -> {
                    scene.past("run", "due_at", "due_at IS NOT NULL");
                    scene.past("step", "due_at", "due_at IS NOT NULL");
                    scene.past("event_wait", "deadline", "deadline IS NOT NULL");
                },
                server -> server.bean(DueRuns.class).wake());
    }

    private static Change byClock(String name, Consumer<Scene> before, Consumer<SteppedServer> work) {
        return new Change(
                name,
                before,
                scene -> server -> {
                    work.accept(server);
                    return "";
                },
                true);
    }

    private static String inShort(Answer answer) {
        if (answer.status() >= 500) {
            throw new AssertionError("A caller is answered with " + answer);
        }
        return answer.status()
                + TELLING.matcher(answer.body())
                        .results()
                        .map(MatchResult::group)
                        .map(found -> " " + found)
                        .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return name;
    }
}
