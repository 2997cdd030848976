package dev.kagzi.worker;

import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.worker.PassEnd.Ended;
import dev.kagzi.worker.PassEnd.Paused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Directs the branches of a run, all of it on the thread of the run, which has nothing else to do meanwhile: the threads of the
 * branches and those that hear of outcomes only tell it. A branch that waits has no thread; when its wait has ended it is executed
 * again from its own top.
 */
final class Branches {

    private static final Logger log = LoggerFactory.getLogger(Branches.class);

    private final RunExecution execution;
    private final HeldRun run;
    private final ExecutionTools tools;
    private final Function<Branch, PassEnd> passes;
    private final Map<StepKey, List<Branch>> waiting = new HashMap<>();
    /** Told by other threads, under the monitor of the run. */
    private List<Left> left = new ArrayList<>();
    /** Where branches inside of branches begin that have all ended. */
    private final Set<StepKey> ended = ConcurrentHashMap.newKeySet();
    /** Branches that have a thread or wait for one. */
    private int active;

    private Pause.@Nullable ForDrain drain;

    /** @param passes executes the code of a branch, on the thread that calls it, until it ends or leaves */
    Branches(RunExecution execution, Function<Branch, PassEnd> passes) {
        this.execution = execution;
        this.run = execution.run();
        this.tools = execution.tools();
        this.passes = passes;
    }

    /**
     * Executes branches of the top, and those that they begin. No thread executes any of them any more when this is left, however.
     *
     * @throws Unwinding when the run has ended, or is let go because all that is left waits
     */
    void execute(Parallel parallel) {
        try {
            begin(parallel);
            while (!parallel.hasEnded()) {
                hear();
            }
        } catch (Unwinding e) {
            throw e;
        } catch (RuntimeException | Error e) {
            log.error("The worker failed at the branches of {}", run, e);
            run.end(Ending.failed(run.claim(), RecordedText.failure(e)));
            leave();
        }
    }

    /** Whether the branches that begin here, inside of a branch, have all ended: all they do now is to give their results again. */
    boolean haveEnded(StepKey marker) {
        return ended.contains(marker);
    }

    private void begin(Parallel parallel) {
        parallel.branches().forEach(this::start);
    }

    private void start(Branch branch) {
        active++;
        tools.branches().execute(run, new Pass(branch));
    }

    private void hear() {
        News news = active > 0 ? run.runThread().await(() -> run.hasEnded() ? News.NONE : news()) : newsOrLetGo();
        news.resolved().forEach(this::wake);
        news.left().forEach(this::hasLeft);
        if (run.hasEnded()) {
            leave();
        }
    }

    /** Nothing is to be done before a wait ends. */
    private News newsOrLetGo() {
        boolean onlyReplays = execution.isBeingUndone();
        if (drain == null && !onlyReplays) {
            News news = execution.holding().await(open(), this::news).orElse(News.NONE);
            if (news != News.NONE || run.hasEnded()) {
                return news;
            }
        }
        throw execution.top().leave(onlyReplays ? new Pause.AtTheEnd() : letGo());
    }

    private Pause letGo() {
        return drain == null ? new Pause.ForStep(waiting.keySet().iterator().next()) : drain;
    }

    private List<HistoryStep> open() {
        return waiting.keySet().stream()
                .map(run.history()::step)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Called under the monitor. */
    private @Nullable News news() {
        News news = new News(run.history().takeResolved(), left);
        active -= left.size();
        left = new ArrayList<>();
        return news.resolved().isEmpty() && news.left().isEmpty() ? null : news;
    }

    private void wake(StepKey resolved) {
        List<Branch> woken = waiting.remove(resolved);
        if (woken != null) {
            woken.forEach(this::start);
        }
    }

    private void hasLeft(Left one) {
        if (one.end() instanceof Ended end) {
            hasEnded(one.branch(), end);
        } else if (one.end() instanceof Paused paused) {
            pause(one.branch(), paused.why());
        }
    }

    private void hasEnded(Branch branch, Ended end) {
        branch.end(end);
        Parallel parallel = branch.parallel();
        Branch outer = parallel.outer();
        if (outer != null && parallel.hasEnded()) {
            ended.add(parallel.marker());
            start(outer);
        }
    }

    private void pause(Branch branch, Pause why) {
        if (why instanceof Pause.ForBranches inner) {
            begin(inner.parallel());
        } else if (why instanceof Pause.ForDrain draining) {
            drain = draining;
        } else if (why instanceof Pause.ForStep wait) {
            if (run.history().resolved(wait.step()) != null) {
                // While the code was leaving.
                start(branch);
            } else {
                waiting.computeIfAbsent(wait.step(), step -> new ArrayList<>()).add(branch);
            }
        }
    }

    /** The run has ended: nothing begins any more, and what has begun leaves. */
    private void leave() {
        active -= tools.branches().drop(run);
        run.runThread().await(() -> left.size() >= active ? Boolean.TRUE : null);
        run.checkpoint();
    }

    /** What the thread of the run is told. */
    private record News(List<StepKey> resolved, List<Left> left) {

        static final News NONE = new News(List.of(), List.of());
    }

    /** A branch that has left its thread. */
    private record Left(Branch branch, PassEnd end) {}

    private final class Pass implements BranchThreads.Task {

        private final Branch branch;

        Pass(Branch branch) {
            this.branch = branch;
        }

        @Override
        public void run() {
            PassEnd end = new PassEnd.Stopped();
            try {
                end = passes.apply(branch);
            } catch (Throwable e) {
                log.error("The worker failed in {} of {}", branch, run, e);
                run.end(Ending.failed(run.claim(), RecordedText.failure(e)));
            } finally {
                tell(end);
            }
        }

        @Override
        public void gotNoThread(Throwable reason) {
            if (!run.hasEnded()) {
                log.error(
                        "No thread could be started for {} of {}. Lower kagzi.worker.concurrency.",
                        branch,
                        run,
                        reason);
            }
            run.end(Ending.released(run.claim()));
            tell(new PassEnd.Stopped());
        }

        private void tell(PassEnd end) {
            run.runThread().update(() -> left.add(new Left(branch, end)));
        }
    }
}
