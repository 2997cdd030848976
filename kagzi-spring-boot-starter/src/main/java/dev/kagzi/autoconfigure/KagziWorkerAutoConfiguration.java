package dev.kagzi.autoconfigure;

import dev.kagzi.definition.WorkflowDefinitions;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.transport.ConnectionSettings;
import dev.kagzi.transport.HttpWorkerApi;
import dev.kagzi.transport.WorkerApi;
import dev.kagzi.worker.RunAround;
import dev.kagzi.worker.RunListener;
import dev.kagzi.worker.StepInterceptor;
import dev.kagzi.worker.WorkerApplication;
import dev.kagzi.worker.WorkerExtensions;
import dev.kagzi.worker.WorkerIdentity;
import dev.kagzi.worker.WorkerLifecycle;
import dev.kagzi.worker.WorkerTime;
import java.util.Objects;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Executes the runs of this application's workflows, unless {@code kagzi.worker.enabled} is false. */
@AutoConfiguration(after = {KagziConnectionAutoConfiguration.class, KagziDefinitionAutoConfiguration.class})
@ConditionalOnProperty(name = "kagzi.worker.enabled", matchIfMissing = true)
public final class KagziWorkerAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    WorkerApi kagziWorkerApi(ConnectionSettings settings, ClientCustomization customization) {
        return new HttpWorkerApi(settings, customization);
    }

    @Bean
    WorkerLifecycle kagziWorkerLifecycle(
            WorkerApi api, WorkerApplication application, KagziProperties properties, ObjectProvider<WorkerTime> time) {
        return new WorkerLifecycle(
                api, application, properties.worker().settings(), time.getIfAvailable(() -> WorkerTime.SYSTEM));
    }

    @Bean
    WorkerApplication kagziWorkerApplication(
            WorkerIdentity identity,
            WorkflowDefinitions definitions,
            PayloadMapper mapper,
            BeanFactory beans,
            WorkerExtensions extensions) {
        return new WorkerApplication(identity, definitions, mapper, beans, extensions);
    }

    @Bean
    WorkerExtensions kagziWorkerExtensions(
            ObjectProvider<StepInterceptor> interceptors,
            ObjectProvider<RunListener> listeners,
            ObjectProvider<RunAround> arounds) {
        return new WorkerExtensions(
                interceptors.orderedStream().toList(),
                listeners.orderedStream().toList(),
                arounds.orderedStream().toList());
    }

    @Bean
    WorkerIdentity kagziWorkerIdentity(
            Environment environment, ObjectProvider<BuildProperties> build, ConnectionSettings connection) {
        BuildProperties known = build.getIfAvailable();
        String application = environment.getProperty("spring.application.name", "");
        return new WorkerIdentity(
                application.isBlank() ? "application" : application,
                known == null ? null : known.getVersion(),
                Objects.requireNonNullElse(connection.namespace(), "default"));
    }
}
