package dev.kagzi.server.maintenance;

import dev.kagzi.server.child.Children;
import dev.kagzi.server.signal.Signal;
import dev.kagzi.server.signal.Signal.OutcomeAwaited;
import dev.kagzi.server.signal.SignalListener;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Tells runs how their children have ended. It hears of it by signals and looks once a second by itself. */
@Component
public class OutcomeTeller extends BackgroundService implements SignalListener {

    private static final Duration FLOOR = Duration.ofSeconds(1);

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
    Duration runAndRest() {
        runOnce();
        return FLOOR;
    }

    @Override
    public void onSignal(Signal signal) {
        if (signal instanceof OutcomeAwaited) {
            wakeIn(Duration.ZERO);
        }
    }
}
