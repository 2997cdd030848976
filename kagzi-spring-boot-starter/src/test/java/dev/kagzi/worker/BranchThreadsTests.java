package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.Payload;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class BranchThreadsTests {

    private final Queue<Runnable> started = new ArrayDeque<>();
    private final List<String> ledger = new ArrayList<>();
    private final HeldRun one = held();
    private final HeldRun other = held();
    private boolean noThreads;
    private boolean closed;

    private final BranchThreads threads = new BranchThreads(this::start, this::startElsewhere, 2);

    private void start(Runnable task) {
        if (noThreads) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        started.add(task);
    }

    private void startElsewhere(Runnable start) {
        if (closed) {
            throw new RejectedExecutionException();
        }
        start.run();
    }

    private static HeldRun held() {
        ManualClock clock = new ManualClock();
        return new HeldRun(new FakeRun("first", Payload.NULL).claimed(Duration.ofSeconds(1)), 1, clock);
    }

    private void execute(HeldRun run, String name) {
        threads.execute(run, new BranchThreads.Task() {
            @Override
            public void run() {
                ledger.add(name);
            }

            @Override
            public void gotNoThread(Throwable reason) {
                ledger.add(name + " got no thread");
            }
        });
    }

    private void endOne() {
        started.remove().run();
    }

    @Test
    void asManyAsAreAllowedHaveAThreadAndTheOthersFollowWhenOneEnds() {
        for (int i = 1; i <= 4; i++) {
            execute(one, "branch " + i);
        }
        assertThat(started).hasSize(2);
        endOne();
        assertThat(started).hasSize(2);
        while (!started.isEmpty()) {
            endOne();
        }

        assertThat(ledger).containsExactly("branch 1", "branch 2", "branch 3", "branch 4");
        execute(one, "another");
        execute(one, "and another");
        assertThat(started).hasSize(2);
    }

    @Test
    void runsTakeTurns() {
        for (int i = 1; i <= 4; i++) {
            execute(one, "one " + i);
        }
        execute(other, "other 1");
        execute(other, "other 2");
        while (!started.isEmpty()) {
            endOne();
        }

        assertThat(ledger).containsExactly("one 1", "one 2", "one 3", "other 1", "one 4", "other 2");
    }

    @Test
    void whatWaitsOfARunCanBeDropped() {
        for (int i = 1; i <= 4; i++) {
            execute(one, "one " + i);
        }
        execute(other, "other");
        assertThat(threads.drop(one)).isEqualTo(2);
        assertThat(threads.drop(one)).isZero();
        while (!started.isEmpty()) {
            endOne();
        }

        assertThat(ledger).containsExactly("one 1", "one 2", "other");
    }

    @Test
    void whatGetsNoThreadIsToldAndKeepsNoPlace() {
        noThreads = true;
        execute(one, "first");
        execute(one, "second");
        execute(one, "third");
        noThreads = false;
        execute(one, "fourth");
        execute(one, "fifth");

        assertThat(ledger).containsExactly("first got no thread", "second got no thread", "third got no thread");
        assertThat(started).hasSize(2);
    }

    @Test
    void whatStillWaitsWhenTheWorkerHasStoppedIsTold() {
        for (int i = 1; i <= 4; i++) {
            execute(one, "branch " + i);
        }
        closed = true;
        endOne();

        assertThat(ledger).containsExactly("branch 1", "branch 3 got no thread", "branch 4 got no thread");
    }
}
