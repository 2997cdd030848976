package dev.kagzi.outbox;

import dev.kagzi.client.Handover;
import dev.kagzi.client.Sending;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Something that was sent inside a transaction, and what has become of it in this process. */
class HandedOver implements Handover {

    private final Sending sending;
    private final CountDownLatch decided = new CountDownLatch(1);
    private volatile Fate fate = new Fate.Open();

    HandedOver(Sending sending) {
        this.sending = sending;
    }

    Sending sending() {
        return sending;
    }

    /** Somebody may have seen the commit and sent it before this transaction has noticed. */
    synchronized void committed() {
        if (fate instanceof Fate.Open) {
            fate = new Fate.Waiting();
        }
    }

    void dropped(String why) {
        decide(new Fate.Dropped(why));
    }

    void accepted(UUID id) {
        decide(new Fate.Accepted(id));
    }

    synchronized void decide(Fate how) {
        fate = how;
        decided.countDown();
    }

    @Override
    public Fate fate(Duration wait) throws InterruptedException {
        if (fate instanceof Fate.Waiting && !wait.isZero()) {
            decided.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        }
        return fate;
    }
}
