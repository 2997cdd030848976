package dev.kagzi.server.lease;

import dev.kagzi.protocol.worker.ClaimedRun;
import java.util.List;

/**
 * What a poll got.
 *
 * @param isNewest whether the poll is still its session's newest; nothing is claimed for an older one
 * @param isBlocked whether its worker gets nothing, whatever there is, until a suspect has got on
 */
record Claimed(boolean isNewest, boolean isBlocked, List<ClaimedRun> runs) {

    static final Claimed NOTHING = new Claimed(true, false, List.of());

    static final Claimed OVERTAKEN = new Claimed(false, false, List.of());
}
