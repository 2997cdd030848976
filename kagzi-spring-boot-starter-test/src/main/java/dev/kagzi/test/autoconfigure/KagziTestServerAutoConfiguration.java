package dev.kagzi.test.autoconfigure;

import dev.kagzi.autoconfigure.KagziClientAutoConfiguration;
import dev.kagzi.autoconfigure.KagziWorkerAutoConfiguration;
import dev.kagzi.test.engine.Faults;
import dev.kagzi.test.engine.InMemoryEventsApi;
import dev.kagzi.test.engine.InMemoryRunsApi;
import dev.kagzi.test.engine.InMemorySchedulesApi;
import dev.kagzi.test.engine.InMemoryWorkerApi;
import dev.kagzi.test.engine.TestEngine;
import dev.kagzi.transport.EventsApi;
import dev.kagzi.transport.RunsApi;
import dev.kagzi.transport.SchedulesApi;
import dev.kagzi.transport.WorkerApi;
import dev.kagzi.worker.WorkerTime;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The server in memory, in the place of what talks with the real one. */
@AutoConfiguration(before = {KagziClientAutoConfiguration.class, KagziWorkerAutoConfiguration.class})
public final class KagziTestServerAutoConfiguration {

    @Bean
    TestEngine kagziTestEngine() {
        return new TestEngine();
    }

    @Bean
    WorkerTime kagziTestTime(TestEngine engine) {
        return new WorkerTime(engine.clock());
    }

    @Bean
    Faults kagziTestFaults(TestEngine engine) {
        return engine.faults();
    }

    @Bean
    WorkerApi kagziWorkerApi(TestEngine engine) {
        return new InMemoryWorkerApi(engine.server(), engine.faults(), engine.replays());
    }

    @Bean
    RunsApi kagziRunsApi(TestEngine engine) {
        return new InMemoryRunsApi(engine.server(), engine.settling());
    }

    @Bean
    EventsApi kagziEventsApi(TestEngine engine) {
        return new InMemoryEventsApi(engine.server());
    }

    @Bean
    SchedulesApi kagziSchedulesApi(TestEngine engine) {
        return new InMemorySchedulesApi(engine.server());
    }
}
