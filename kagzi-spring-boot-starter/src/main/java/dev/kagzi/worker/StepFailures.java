package dev.kagzi.worker;

import dev.kagzi.BranchesFailedException;
import dev.kagzi.ChildFailedException;
import dev.kagzi.KagziException;
import dev.kagzi.StepFailedException;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.worker.ChildCalls.StartedChild;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Rebuilds exceptions from recorded failures, and finds the step again when one of them ends the run. */
final class StepFailures {

    private static final int MAX_CAUSES = 100;
    /** The first, and 1,000 others. */
    private static final int MAX_STEPS = 1_001;

    /** Weak, for a run may catch thousands. They have the equality of objects. All threads of the run use it. */
    private final Map<KagziException, Recorded> thrown = Collections.synchronizedMap(new WeakHashMap<>());

    StepFailedException rebuild(StepKey key, Failure failure, int attempts) {
        StepFailedException rebuilt = new StepFailedException(key.name(), types(failure), failure.message(), attempts);
        thrown.put(rebuilt, new Recorded(key, failure));
        return rebuilt;
    }

    ChildFailedException rebuild(StartedChild child, Failure failure) {
        ChildFailedException rebuilt =
                new ChildFailedException(child.workflow(), child.runId().toString(), types(failure), failure.message());
        thrown.put(rebuilt, new Recorded(child.step(), failure));
        return rebuilt;
    }

    /** The failure of a run that ended with this exception: that of the step or child itself, when nothing was made of it. */
    Failure ofRun(Throwable ended) {
        Recorded direct = recorded(ended);
        if (direct != null) {
            Failure failure = direct.failure();
            return new Failure(
                    failure.type(),
                    failure.message(),
                    failure.types(),
                    direct.key().toString(),
                    null,
                    failure.stack());
        }
        Set<String> steps = new LinkedHashSet<>();
        collect(ended, steps);
        return RecordedText.failure(ended, List.copyOf(steps));
    }

    /** Of each branch that failed it is the first one that is found. */
    private void collect(Throwable ended, Set<String> steps) {
        Throwable cause = ended;
        for (int depth = 0; cause != null && depth < MAX_CAUSES && steps.size() < MAX_STEPS; depth++) {
            Recorded recorded = recorded(cause);
            if (recorded != null) {
                steps.add(recorded.key().toString());
                return;
            } else if (cause instanceof BranchesFailedException branches) {
                branches.failed().forEach(failed -> collect(failed.failure(), steps));
                return;
            }
            cause = cause.getCause();
        }
    }

    private @Nullable Recorded recorded(Throwable ended) {
        return ended instanceof KagziException ours ? thrown.get(ours) : null;
    }

    private static List<String> types(Failure failure) {
        return failure.types() == null || failure.types().isEmpty() ? List.of(failure.type()) : failure.types();
    }

    private record Recorded(StepKey key, Failure failure) {}
}
