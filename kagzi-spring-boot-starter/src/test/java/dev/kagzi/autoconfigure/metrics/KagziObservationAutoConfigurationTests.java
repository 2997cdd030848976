package dev.kagzi.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.autoconfigure.KagziClientAutoConfiguration;
import dev.kagzi.autoconfigure.KagziConnectionAutoConfiguration;
import dev.kagzi.autoconfigure.KagziDefinitionAutoConfiguration;
import dev.kagzi.autoconfigure.KagziWorkerAutoConfiguration;
import dev.kagzi.observation.ObservedEventsApi;
import dev.kagzi.observation.ObservedRunsApi;
import dev.kagzi.observation.ObservedSchedulesApi;
import dev.kagzi.observation.RunObserver;
import dev.kagzi.observation.StepObserver;
import dev.kagzi.transport.EventsApi;
import dev.kagzi.transport.RunsApi;
import dev.kagzi.transport.SchedulesApi;
import dev.kagzi.worker.StepInterceptor;
import dev.kagzi.worker.WorkerExtensions;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class KagziObservationAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    KagziConnectionAutoConfiguration.class,
                    KagziDefinitionAutoConfiguration.class,
                    KagziClientAutoConfiguration.class,
                    KagziWorkerAutoConfiguration.class,
                    KagziObservationAutoConfiguration.class));

    @Test
    void observesOnceThereIsARegistry() {
        StepInterceptor own = attempt -> attempt.proceed();
        runner.withBean(ObservationRegistry.class, ObservationRegistry::create)
                .withBean("own", StepInterceptor.class, () -> own)
                .run(context -> {
                    assertThat(context.getBean(RunsApi.class)).isInstanceOf(ObservedRunsApi.class);
                    assertThat(context.getBean(EventsApi.class)).isInstanceOf(ObservedEventsApi.class);
                    assertThat(context.getBean(SchedulesApi.class)).isInstanceOf(ObservedSchedulesApi.class);
                    WorkerExtensions extensions = context.getBean(WorkerExtensions.class);
                    assertThat(extensions.arounds()).singleElement().isInstanceOf(RunObserver.class);
                    assertThat(extensions.interceptors()).hasSize(2);
                    assertThat(extensions.interceptors().get(0)).isInstanceOf(StepObserver.class);
                    assertThat(extensions.interceptors().get(1)).isSameAs(own);
                });
    }

    @Test
    void backsOffWithoutARegistry() {
        runner.run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(RunObserver.class);
            assertThat(context.getBean(RunsApi.class)).isNotInstanceOf(ObservedRunsApi.class);
        });
    }

    @Test
    void startsWithoutMetersOnTheClassPath() {
        runner.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
                .run(context -> assertThat(context).hasNotFailed());
    }
}
