package dev.kagzi.server.maintenance;

import dev.kagzi.server.limit.FreePlaces;
import dev.kagzi.server.limit.LimitSettling;
import dev.kagzi.server.signal.Signal;
import dev.kagzi.server.signal.Signal.PlacesDue;
import dev.kagzi.server.signal.SignalListener;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Gives the places that time makes free, at the instant at which it does. It hears of them by signals and looks once a second while
 * anything is limited; every ten seconds it looks at everything that is held back.
 */
@Component
public class PlaceKeeper extends WatchedService implements SignalListener {

    private static final Duration PACE = Duration.ofSeconds(1);
    private static final Duration LOCKED_BY_OTHERS = Duration.ofMillis(5);
    private static final int ROUNDS_OF_A_FULL_LOOK = 10;

    private final FreePlaces freePlaces;
    private final LimitSettling settling;
    private long lastFullLookNanos = System.nanoTime();

    PlaceKeeper(FreePlaces freePlaces, LimitSettling settling, SweepMeters meters) {
        super("places", PACE, meters);
        this.freePlaces = freePlaces;
        this.settling = settling;
    }

    /** Sees to all there is. */
    public void runOnce() {
        settling.settle();
        settling.settleStragglers();
        while (freePlaces.give() > 0) {
            // There may be more.
        }
        freePlaces.giveAll();
    }

    @Override
    String condition() {
        return FreePlaces.IS_ANY_LIMITED;
    }

    @Override
    Duration runAndRest() {
        Duration next = freePlaces.untilNext().orElse(UNWATCHED);
        int given = freePlaces.giveMissed() + (next.isZero() ? freePlaces.giveEnded() : 0);
        if (System.nanoTime() - lastFullLookNanos
                > PACE.multipliedBy(ROUNDS_OF_A_FULL_LOOK).toNanos()) {
            freePlaces.giveAll();
            lastFullLookNanos = System.nanoTime();
        }
        if (given > 0 || next.isZero()) {
            return LOCKED_BY_OTHERS;
        }
        return next.compareTo(UNWATCHED) < 0 ? next : UNWATCHED;
    }

    @Override
    public void onSignal(Signal signal) {
        if (signal instanceof PlacesDue) {
            wakeIn(Duration.ZERO);
        }
    }
}
