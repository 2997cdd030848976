package dev.kagzi.transport;

import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StartResults.Result;
import dev.kagzi.protocol.StartRun;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets starts of several threads share requests. A start leaves at once, on the thread that asks for it, while few requests are on
 * their way. Those that come when there are as many as may be wait, and leave together with the next request: the first of them
 * sends it as soon as an answer is there. Nobody sends for others once it has its own answer.
 */
final class StartBatcher {

    /** Requests on their way at once: while the server works on one the next one arrives. */
    private static final int MAX_REQUESTS = 2;

    /** As many as the server takes with one request. */
    static final int MAX_STARTS = 1_000;

    /** What the inputs of starts that share a request come to, in bytes; one start alone may have more. */
    static final int MAX_BYTES = 1024 * 1024;

    /** What the server asks for with a single start, and has no place for among many. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Requests requests;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Caller> waiting = new ArrayDeque<>();
    private int onTheirWay;

    StartBatcher(Requests requests) {
        this.requests = requests;
    }

    /** The requests there are. Both throw what {@link RunsApi} says. */
    interface Requests {

        RunSnapshot start(StartRun start);

        /** One result for each start, in order. */
        List<Result> startAll(List<StartRun> starts);
    }

    /** Returns once this start is answered. Interrupts do not end the wait, as they do not end a request. */
    RunSnapshot start(StartRun start) {
        Caller own = new Caller(start);
        Supplier<RunSnapshot> answer = mayLeave(own) ? null : own.told.join();
        return (answer == null ? send(own) : answer).get();
    }

    private boolean mayLeave(Caller caller) {
        lock.lock();
        try {
            if (onTheirWay == MAX_REQUESTS) {
                waiting.add(caller);
                return false;
            }
            onTheirWay++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private Supplier<RunSnapshot> send(Caller first) {
        List<Caller> together = new ArrayList<>(List.of(first));
        try {
            addThoseThatWait(together);
            List<Supplier<RunSnapshot>> answers = answers(together);
            for (int i = 0; i < answers.size(); i++) {
                together.get(i).told.complete(answers.get(i));
            }
            return answers.get(0);
        } finally {
            // Only after an error of this thread is there anybody left to be told.
            together.forEach(caller -> caller.told.complete(StartBatcher::notAnswered));
            // After that: who comes back at once with another start is in time for the next request.
            letNextLeave();
        }
    }

    private void addThoseThatWait(List<Caller> together) {
        long bytes = together.get(0).bytes();
        lock.lock();
        try {
            for (Caller next = waiting.peek(); next != null; next = waiting.peek()) {
                bytes += next.bytes();
                if (together.size() == MAX_STARTS || bytes > MAX_BYTES) {
                    return;
                }
                together.add(next);
                waiting.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    private void letNextLeave() {
        Caller next;
        lock.lock();
        try {
            next = waiting.poll();
            if (next == null) {
                onTheirWay--;
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.told.complete(null);
        }
    }

    private List<Supplier<RunSnapshot>> answers(List<Caller> together) {
        try {
            if (together.size() == 1) {
                RunSnapshot run = requests.start(together.get(0).start);
                return List.of(() -> run);
            }
            List<Result> results = requests.startAll(
                    together.stream().map(caller -> caller.start).toList());
            if (results.size() != together.size()) {
                throw new ServerUnreachableException(
                        "%d starts were answered with %d results. Check what stands between here and the server."
                                .formatted(together.size(), results.size()),
                        null);
            }
            return results.stream().map(StartBatcher::answer).toList();
        } catch (RuntimeException e) {
            return Collections.nCopies(together.size(), () -> {
                throw e;
            });
        }
    }

    private static Supplier<RunSnapshot> answer(Result result) {
        Problem problem = result.error();
        RunSnapshot run = result.run();
        if (problem == null && run == null) {
            return StartBatcher::notAnswered;
        }
        return () -> {
            if (problem != null) {
                throw new ServerProblemException(problem, problem.retryable() ? RETRY_AFTER : null);
            }
            return run;
        };
    }

    private static RunSnapshot notAnswered() {
        throw new ServerUnreachableException("A start that went along with others got no answer.", null);
    }

    private static final class Caller {

        private final StartRun start;

        /** The answer, or null: this one sends the next request. */
        private final CompletableFuture<@Nullable Supplier<RunSnapshot>> told = new CompletableFuture<>();

        Caller(StartRun start) {
            this.start = start;
        }

        long bytes() {
            return start.input() == null ? 0 : start.input().size();
        }
    }
}
