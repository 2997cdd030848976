package dev.kagzi.worker;

import dev.kagzi.protocol.worker.Poll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The polls on the wire, the oldest first, under rising numbers. Guarded by the poller. */
final class OpenPolls {

    private static final int MAX_OPEN = 2;

    private final List<OpenPoll> open = new ArrayList<>();
    private long lastRequestId;

    OpenPoll add(Slots.Offer offer, boolean isLast) {
        OpenPoll poll = new OpenPoll(++lastRequestId, offer, isLast);
        open.add(poll);
        return poll;
    }

    void remove(OpenPoll poll) {
        open.remove(poll);
    }

    List<Slots.Offer> offers() {
        return open.stream().map(OpenPoll::offer).toList();
    }

    boolean isFull() {
        return open.size() >= MAX_OPEN;
    }

    boolean askForRuns() {
        return open.stream().anyMatch(poll -> poll.offer().free() > 0);
    }

    /** Whether a poll with this offer lets in what the newest open one keeps out. */
    boolean leaveRoomFor(Slots.Offer offer) {
        return open.isEmpty() || offer.admitsMoreThan(open.get(open.size() - 1).offer());
    }

    /** Every poll up to this one has been answered: an older one may still be on the wire while a newer one has arrived. */
    long answeredUpTo(OpenPoll answered) {
        return open.stream()
                        .filter(poll -> poll != answered)
                        .mapToLong(OpenPoll::requestId)
                        .min()
                        .orElse(lastRequestId + 1)
                - 1;
    }

    /** @param isLast ends the poll before it, and waits for nothing itself */
    record OpenPoll(long requestId, Slots.Offer offer, boolean isLast) {

        Poll request(Duration longest) {
            return new Poll(requestId, offer.free(), offer.wanted(), isLast ? Duration.ZERO : longest, true);
        }
    }
}
