package dev.kagzi.server.maintenance;

import dev.kagzi.server.worker.Sessions;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Removes the sessions of workers that went without saying so and have not been heard of for a week. */
@Component
public class ForgottenSessionRemover extends BackgroundService {

    private static final Duration INTERVAL = Duration.ofHours(1);

    private final Sessions sessions;

    ForgottenSessionRemover(Sessions sessions, SweepMeters meters) {
        super("forgotten-sessions", meters);
        this.sessions = sessions;
    }

    /** Removes those that are forgotten by now, and returns how many they were. */
    public int runOnce() {
        return sessions.removeForgotten();
    }

    @Override
    Duration runAndRest() {
        runOnce();
        return INTERVAL;
    }
}
