package dev.kagzi.autoconfigure;

import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Outbox;
import dev.kagzi.client.ServerApis;
import dev.kagzi.client.ServerKagziClient;
import dev.kagzi.definition.ReferencedWorkflows;
import dev.kagzi.definition.WorkflowDefinitions;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.transport.ConnectionSettings;
import dev.kagzi.transport.EventsApi;
import dev.kagzi.transport.HttpConnection;
import dev.kagzi.transport.HttpEventsApi;
import dev.kagzi.transport.HttpRunsApi;
import dev.kagzi.transport.HttpSchedulesApi;
import dev.kagzi.transport.RunsApi;
import dev.kagzi.transport.SchedulesApi;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;

/** The client, with or without a worker in the same application. */
@AutoConfiguration(after = {KagziConnectionAutoConfiguration.class, KagziDefinitionAutoConfiguration.class})
@ConditionalOnMissingBean(KagziClient.class)
@Import({MemoryOutboxConfiguration.class, JdbcOutboxConfiguration.class})
public final class KagziClientAutoConfiguration {

    /** Only where something is asked over HTTP. */
    @Bean
    @Lazy
    @ConditionalOnMissingBean
    HttpConnection kagziHttpConnection(ConnectionSettings settings, ClientCustomization customization) {
        return new HttpConnection(settings, customization);
    }

    @Bean
    @ConditionalOnMissingBean
    RunsApi kagziRunsApi(HttpConnection connection) {
        return new HttpRunsApi(connection);
    }

    @Bean
    @ConditionalOnMissingBean
    EventsApi kagziEventsApi(HttpConnection connection) {
        return new HttpEventsApi(connection);
    }

    @Bean
    @ConditionalOnMissingBean
    SchedulesApi kagziSchedulesApi(HttpConnection connection) {
        return new HttpSchedulesApi(connection);
    }

    @Bean
    ServerApis kagziServerApis(RunsApi runs, EventsApi events, SchedulesApi schedules) {
        return new ServerApis(runs, events, schedules);
    }

    @Bean
    KagziClient kagziClient(
            ServerApis apis, PayloadMapper payloads, ObjectProvider<Outbox> outbox, ReferencedWorkflows workflows) {
        return new ServerKagziClient(apis, payloads, outbox.getIfAvailable(() -> Outbox.NONE), workflows);
    }

    @Bean
    ReferencedWorkflows kagziReferencedWorkflows(
            ObjectProvider<WorkflowDefinitions> definitions, Environment environment) {
        return new ReferencedWorkflows(
                SingletonSupplier.of(() -> definitions.stream()
                        .map(WorkflowDefinitions::all)
                        .findFirst()
                        .orElse(List.of())),
                environment::resolveRequiredPlaceholders);
    }
}
