package dev.kagzi.outbox;

import dev.kagzi.client.Sending;
import java.time.Duration;

/** Something that was written into the table. Another instance of the application may send it, so the table is asked too. */
final class StoredHandover extends HandedOver {

    private static final Duration FIRST_LOOK = Duration.ofMillis(50);
    private static final Duration LONGEST_BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final OutboxTable table;

    StoredHandover(Sending sending, OutboxTable table) {
        super(sending);
        this.table = table;
    }

    @Override
    public Fate fate(Duration wait) throws InterruptedException {
        long end = System.nanoTime() + wait.toNanos();
        Duration left = wait;
        Duration look = FIRST_LOOK;
        while (true) {
            Fate fate = super.fate(shorter(left, look));
            if (!(fate instanceof Fate.Waiting) || wait.isZero()) {
                return fate;
            }
            Fate stored = stored();
            left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            if (!(stored instanceof Fate.Waiting) || left.isZero()) {
                return stored;
            }
            look = shorter(look.multipliedBy(2), LONGEST_BETWEEN_LOOKS);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Fate stored() {
        return table.status(sending().id().toString())
                .<Fate>map(row ->
                        row.failedReason() == null ? new Fate.Waiting() : new Fate.Refused(row.failedReason(), null))
                .orElseGet(() -> new Fate.Accepted(null));
    }
}
