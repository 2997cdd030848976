package dev.kagzi.server.maintenance;

import dev.kagzi.server.database.TableStatistics;
import dev.kagzi.server.database.Transactions;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Lets the planner know of tables that grow fast. While this server writes next to nothing it asks nothing. */
@Component
public class StatisticsKeeper extends BackgroundService {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int ENOUGH = 20;
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final TableStatistics statistics;
    private final Transactions transactions;
    private long seen = -ENOUGH;
    private long seenNanos = System.nanoTime();

    StatisticsKeeper(TableStatistics statistics, Transactions transactions, SweepMeters meters) {
        super("statistics", meters);
        this.statistics = statistics;
        this.transactions = transactions;
    }

    /** Looks at all tables, and returns those whose statistics were taken anew. */
    public List<String> runOnce() {
        return statistics.refresh();
    }

    @Override
    Duration runAndRest() {
        long committed = transactions.committed();
        boolean isTime = System.nanoTime() - seenNanos >= LONGEST.toNanos();
        if (committed - seen >= ENOUGH || committed != seen && isTime) {
            runOnce();
            seenNanos = System.nanoTime();
            seen = committed;
        }
        return INTERVAL;
    }
}
