package dev.kagzi.server.maintenance;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.settings.ServerSettings;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Looks twice a second, by one statement, which services have something to do: what is due, and what a lost signal would have told. An idle
 * server asks for little else.
 */
@Component
public class WorkWatch extends BackgroundService {

    private static final Duration LONGEST_INTERVAL = Duration.ofMillis(500);

    private final List<WatchedService> services;
    private final List<String> conditions;
    private final WorkWatchRepository repository;
    private final DatabaseClock clock;
    private final Duration interval;

    WorkWatch(
            List<WatchedService> services,
            WorkWatchRepository repository,
            DatabaseClock clock,
            ServerSettings settings,
            SweepMeters meters) {
        super("work", meters);
        this.services = services;
        this.conditions = services.stream().map(WatchedService::condition).toList();
        this.repository = repository;
        this.clock = clock;
        Duration quarter = settings.leaseDuration().dividedBy(4);
        this.interval = quarter.compareTo(LONGEST_INTERVAL) < 0 ? quarter : LONGEST_INTERVAL;
    }

    /** Looks now. */
    public void runOnce() {
        List<Boolean> answers = repository.hold(conditions, interval, clock.shift());
        for (int i = 0; i < services.size(); i++) {
            services.get(i).watched(answers.get(i));
        }
    }

    /** When it cannot tell, all look by themselves: one that is in trouble keeps no other waiting. */
    @Override
    Duration runAndRest() {
        try {
            runOnce();
        } catch (RuntimeException e) {
            services.forEach(service -> service.wakeIn(Duration.ZERO));
            throw e;
        }
        return interval;
    }
}
