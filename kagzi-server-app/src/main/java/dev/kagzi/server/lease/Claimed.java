package dev.kagzi.server.lease;

import dev.kagzi.protocol.worker.ClaimedRun;
import java.util.List;

/**
 * What a poll got.
 *
 * @param isNewest whether the poll is still its session's newest; nothing is claimed for an older one
 * @param isBlocked whether its worker gets nothing, whatever there is, until a suspect has got on
 * @param isDraining whether its worker gets nothing any more
 */
record Claimed(boolean isNewest, boolean isBlocked, boolean isDraining, List<ClaimedRun> runs) {

    static final Claimed NOTHING = new Claimed(true, false, false, List.of());

    static final Claimed OVERTAKEN = new Claimed(false, false, false, List.of());
}
