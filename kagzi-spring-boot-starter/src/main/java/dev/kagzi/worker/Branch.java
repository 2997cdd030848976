package dev.kagzi.worker;

import dev.kagzi.worker.PassEnd.Ended;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** One branch. The thread of its run directs it; while its code is executed it belongs to the thread that does. */
final class Branch {

    private final Parallel parallel;
    private final String path;
    private final Callable<? extends @Nullable Object> code;
    private @Nullable Ended end;

    /** @param path its place, as step keys have it */
    Branch(Parallel parallel, String path, Callable<? extends @Nullable Object> code) {
        this.parallel = parallel;
        this.path = path;
        this.code = code;
    }

    /** The branches it belongs to. */
    Parallel parallel() {
        return parallel;
    }

    String path() {
        return path;
    }

    /** How many branches it lies in, itself included. */
    int depth() {
        Branch outer = parallel.outer();
        return outer == null ? 1 : outer.depth() + 1;
    }

    Callable<? extends @Nullable Object> code() {
        return code;
    }

    /** Its code has returned or thrown. */
    void end(Ended how) {
        end = how;
        parallel.oneHasEnded();
    }

    @Nullable Ended end() {
        return end;
    }

    @Override
    public String toString() {
        return "branch '" + path + "'";
    }
}
