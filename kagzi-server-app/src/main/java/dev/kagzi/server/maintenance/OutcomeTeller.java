package dev.kagzi.server.maintenance;

import dev.kagzi.server.child.Children;
import dev.kagzi.server.signal.Signal;
import dev.kagzi.server.signal.Signal.OutcomeAwaited;
import dev.kagzi.server.signal.SignalListener;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Tells runs how their children have ended. It hears of it by signals, and of what these have not told by the watch. */
@Component
public class OutcomeTeller extends WatchedService implements SignalListener {

    private final Children children;

    OutcomeTeller(Children children, SweepMeters meters) {
        super("outcomes", meters);
        this.children = children;
    }

    /** Tells all there is to tell now, and returns how many outcomes that were. */
    public int runOnce() {
        int told = 0;
        int round;
        do {
            round = children.tellOutcomes();
            told += round;
        } while (round > 0);
        return told;
    }

    @Override
    String condition() {
        return Children.IS_ANY_UNTOLD;
    }

    @Override
    Duration runAndRest() {
        runOnce();
        return UNWATCHED;
    }

    @Override
    public void onSignal(Signal signal) {
        if (signal instanceof OutcomeAwaited) {
            wakeIn(Duration.ZERO);
        }
    }
}
