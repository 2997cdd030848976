package dev.kagzi.server.limit;

import java.time.Instant;
import java.util.UUID;

/** Makes room for runs that do not wait for a place, by cancelling the oldest that have one. */
public interface Overrun {

    /**
     * Cancels runs that have a place, the oldest first, in the current transaction, which holds the lock of their key. Who is being
     * changed by somebody else is left out, and so is who is being undone.
     *
     * @param count how many at most
     * @return how many of these were left out because somebody else is changing them: they have to be looked at again
     */
    int cancelOldest(UUID namespaceId, String workflow, String key, int count, Instant now);
}
