package dev.kagzi.server.maintenance;

import dev.kagzi.server.limit.LimitSettling;
import dev.kagzi.server.signal.Signal;
import dev.kagzi.server.signal.Signal.LimitsChanged;
import dev.kagzi.server.signal.SignalListener;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Brings runs under changed limits, which may take long: throttles go on meanwhile. It hears of changes by signals, and looks by itself. */
@Component
public class LimitSettler extends WatchedService implements SignalListener {

    private static final Duration PACE = Duration.ofSeconds(5);

    private final LimitSettling settling;

    LimitSettler(LimitSettling settling, SweepMeters meters) {
        super("limits", PACE, meters);
        this.settling = settling;
    }

    @Override
    String condition() {
        return LimitSettling.IS_ANY_CHANGE;
    }

    @Override
    Duration runAndRest() {
        settling.settle();
        settling.settleStragglers();
        return UNWATCHED;
    }

    @Override
    public void onSignal(Signal signal) {
        if (signal instanceof LimitsChanged) {
            wakeIn(Duration.ZERO);
        }
    }
}
