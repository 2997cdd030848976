package dev.kagzi.server.lease;

import dev.kagzi.protocol.worker.ClaimedRun;
import java.util.List;

/**
 * What a poll got.
 *
 * @param isNewest whether the poll is still its session's newest; nothing is claimed for an older one
 */
record Claimed(boolean isNewest, List<ClaimedRun> runs) {

    static final Claimed NOTHING = new Claimed(true, List.of());

    static final Claimed OVERTAKEN = new Claimed(false, List.of());
}
