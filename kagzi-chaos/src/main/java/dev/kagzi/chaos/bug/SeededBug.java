package dev.kagzi.chaos.bug;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A bug that engines of this kind have had, as changes to compiled classes.
 *
 * @param name what is wrong
 * @param unseen why the checker does not see it; absent where it has to
 */
record SeededBug(
        String name,
        Where where,
        List<Change> changes,
        @Nullable String unseen) {

    /** Whose jar. */
    enum Where {
        SERVER,
        WORKER
    }

    /** One change to one class. */
    record Change(String className, Mutation mutation) {}

    static List<SeededBug> all() {
        return Stream.concat(ServerBugs.all(), WorkerBugs.all().stream()).toList();
    }

    static SeededBug bug(String name, Where where, List<Change> changes) {
        return new SeededBug(name, where, changes, null);
    }

    SeededBug unseen(String why) {
        return new SeededBug(name, where, changes, why);
    }
}
