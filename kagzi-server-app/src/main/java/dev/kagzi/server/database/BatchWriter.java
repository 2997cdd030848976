package dev.kagzi.server.database;

import java.util.List;
import java.util.UUID;

/** Writes many commands of one namespace at once, inside one transaction. */
@FunctionalInterface
public interface BatchWriter<C, R> {

    /** The results, in the order of the commands. Whatever it throws rolls the batch back, which is then tried in halves. */
    List<R> write(UUID namespaceId, List<C> commands);
}
