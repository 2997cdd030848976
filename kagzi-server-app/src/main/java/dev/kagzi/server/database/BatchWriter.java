package dev.kagzi.server.database;

import java.util.List;
import java.util.UUID;

/** Writes many commands of one namespace at once, inside one transaction. */
@FunctionalInterface
public interface BatchWriter<C, R> {

    /** The results, in the order of the commands. Whatever it throws rolls the batch back, which is then tried in halves. */
    List<R> write(UUID namespaceId, List<C> commands);

    /**
     * Whether a command may go beside others of its namespace, in a second transaction, where many wait. Always the same for commands
     * about the same thing. Unless overridden none does, and all are written in the order in which they came.
     */
    default boolean mayGoBeside(C command) {
        return false;
    }
}
