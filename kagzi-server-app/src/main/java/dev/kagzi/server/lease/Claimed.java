package dev.kagzi.server.lease;

import dev.kagzi.protocol.worker.ClaimedRun;
import java.util.List;

/**
 * What a poll got.
 *
 * @param isNewest whether the poll is still its session's newest; nothing is claimed for an older one
 * @param isBlocked whether its worker gets nothing, whatever there is, until a suspect has got on
 * @param isDraining whether its worker gets nothing any more
 * @param isRepeated whether the runs had been claimed before for the same poll: an answer may have brought them
 */
record Claimed(boolean isNewest, boolean isBlocked, boolean isDraining, List<ClaimedRun> runs, boolean isRepeated) {

    static final Claimed NOTHING = new Claimed(true, false, false, List.of(), false);

    static final Claimed OVERTAKEN = new Claimed(false, false, false, List.of(), false);
}
