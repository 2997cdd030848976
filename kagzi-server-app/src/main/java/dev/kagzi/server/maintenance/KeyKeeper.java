package dev.kagzi.server.maintenance;

import dev.kagzi.server.security.KnownKeys;
import dev.kagzi.server.security.OpenExchanges;
import dev.kagzi.server.security.RequestRates;
import dev.kagzi.server.signal.Signal;
import dev.kagzi.server.signal.Signal.KeysChanged;
import dev.kagzi.server.signal.SignalListener;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Component;

/**
 * Reads the keys once a second, and ends what is open with one that is taken no more, or with a session that is over: five seconds at most
 * after it was revoked or somebody signed out.
 */
@Component
@ConditionalOnBooleanProperty("kagzi.security.enabled")
class KeyKeeper extends BackgroundService implements SignalListener {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final KnownKeys keys;
    private final RequestRates rates;
    private final OpenExchanges exchanges;

    KeyKeeper(KnownKeys keys, RequestRates rates, OpenExchanges exchanges, SweepMeters meters) {
        super("keys", meters);
        this.keys = keys;
        this.rates = rates;
        this.exchanges = exchanges;
    }

    @Override
    Duration runAndRest() {
        try {
            keys.look();
            rates.forgetIdle();
        } finally {
            exchanges.endRevoked();
        }
        return INTERVAL;
    }

    @Override
    public void onSignal(Signal signal) {
        if (signal instanceof KeysChanged) {
            wakeIn(Duration.ZERO);
        }
    }
}
