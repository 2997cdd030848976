package dev.kagzi.server.lease;

import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.server.child.Children;
import dev.kagzi.server.database.CommitMeters;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.GroupCommit;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.event.EventDeliveries;
import dev.kagzi.server.limit.Places;
import dev.kagzi.server.run.RunMeters;
import dev.kagzi.server.settings.ServerSettings;
import dev.kagzi.server.signal.Signals;
import dev.kagzi.server.step.Steps;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** The threads on which claims and reports are written. */
@Configuration(proxyBeanMethods = false)
class LeaseConfiguration {

    /** Few claimers at a time: many at once get in each other's way in the index. */
    private static final int CLAIMERS = 4;

    /** A namespace has two transactions on their way at most, so that there is always one for the others. */
    private static final int COMMITTERS = 3;

    private static final int REPORTS_IN_A_BATCH = 1_000;
    private static final int REPORTS_QUEUED = 200_000;
    /** Longer than a statement may take: what a worker has done is not refused because the database is slow. */
    private static final Duration REPORTS_WAIT = Duration.ofSeconds(30);

    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService claimExecutor() {
        ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(CLAIMERS, new CustomizableThreadFactory("kagzi-claim-"));
        // A poll that is answered takes its expiry with it.
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    @Bean(destroyMethod = "shutdown")
    ExecutorService reportExecutor() {
        return Executors.newFixedThreadPool(COMMITTERS, new CustomizableThreadFactory("kagzi-report-"));
    }

    @Bean
    GroupCommit<ReportGroup, List<ReportResult>> reportCommits(
            Transactions transactions,
            LeaseRepository repository,
            Steps steps,
            EventDeliveries events,
            Children children,
            Places places,
            DatabaseClock clock,
            Signals signals,
            ServerSettings settings,
            RunMeters runMeters,
            MeterRegistry registry,
            @Qualifier("reportExecutor") ExecutorService reportExecutor) {
        ReportRules rules = new ReportRules(settings.maxSteps());
        return new GroupCommit<>(
                transactions,
                new ReportBatch(repository, steps, events, children, places, rules, clock, signals, runMeters),
                reportExecutor,
                new GroupCommit.Bounds(REPORTS_IN_A_BATCH, REPORTS_QUEUED, REPORTS_WAIT),
                new CommitMeters(registry, "reports"));
    }
}
