package dev.kagzi.worker;

import dev.kagzi.BranchesFailedException;
import dev.kagzi.BranchesFailedException.Failed;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.worker.PassEnd.Ended;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The branches that begin at one call, which goes on when all have ended. */
final class Parallel {

    private final StepKey marker;
    private final @Nullable Branch outer;
    private final List<Branch> branches = new ArrayList<>();
    private int open;

    /**
     * @param marker where they begin
     * @param outer the branch that begins them, {@code null} at the top
     */
    Parallel(StepKey marker, @Nullable Branch outer, List<? extends Callable<? extends @Nullable Object>> code) {
        this.marker = marker;
        this.outer = outer;
        this.open = code.size();
        String place = (marker.branch() == null ? "" : marker.branch() + "/") + marker.name() + "#"
                + marker.occurrence() + "/";
        for (int index = 0; index < code.size(); index++) {
            branches.add(new Branch(this, place + index, code.get(index)));
        }
    }

    /** Where they begin. */
    StepKey marker() {
        return marker;
    }

    @Nullable Branch outer() {
        return outer;
    }

    List<Branch> branches() {
        return branches;
    }

    void oneHasEnded() {
        open--;
    }

    boolean hasEnded() {
        return open == 0;
    }

    /**
     * What the call gives, once all have ended.
     *
     * @throws BranchesFailedException when some have failed
     */
    List<@Nullable Object> results() {
        List<Failed> failed = new ArrayList<>();
        List<@Nullable Object> results = new ArrayList<>();
        for (Branch branch : branches) {
            Ended end = branch.end();
            if (end != null && end.failure() != null) {
                failed.add(new Failed(results.size(), end.failure()));
            }
            results.add(end == null ? null : end.result());
        }
        if (!failed.isEmpty()) {
            throw new BranchesFailedException(marker.name(), branches.size(), failed);
        }
        return Collections.unmodifiableList(results);
    }
}
