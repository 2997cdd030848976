package dev.kagzi.server.failpoint;

import dev.kagzi.server.test.Caller;
import dev.kagzi.server.test.Caller.Request;
import java.util.Set;
import java.util.function.Function;

/**
 * A request that changes something.
 *
 * @param commits how many it waits for; as many or more for a batch, whose parts are committed as they come
 * @param request makes what has to be there before, and the request
 * @param whenDone codes of the problems that a repeat may be answered with when its first try has had its effect
 */
record Operation(String name, int commits, Function<Caller, Request> request, Set<String> whenDone) {

    static Operation of(String name, int commits, Function<Caller, Request> request) {
        return new Operation(name, commits, request, Set.of());
    }

    Operation or(String code) {
        return new Operation(name, commits, request, Set.of(code));
    }

    @Override
    public String toString() {
        return name;
    }
}
