package dev.kagzi.autoconfigure;

import dev.kagzi.client.KagziClient;
import dev.kagzi.client.ServerKagziClient;
import dev.kagzi.definition.WorkflowDefinitions;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.transport.ConnectionSettings;
import dev.kagzi.transport.HttpRunsApi;
import dev.kagzi.transport.RunsApi;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The client, with or without a worker in the same application. */
@AutoConfiguration(after = {KagziConnectionAutoConfiguration.class, KagziDefinitionAutoConfiguration.class})
@ConditionalOnMissingBean(KagziClient.class)
public final class KagziClientAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    RunsApi kagziRunsApi(ConnectionSettings settings, ClientCustomization customization) {
        return new HttpRunsApi(settings, customization);
    }

    @Bean
    KagziClient kagziClient(
            RunsApi runs,
            PayloadMapper payloads,
            ObjectProvider<WorkflowDefinitions> definitions,
            Environment environment) {
        return new ServerKagziClient(
                runs,
                payloads,
                () -> definitions.stream()
                        .map(WorkflowDefinitions::all)
                        .findFirst()
                        .orElse(List.of()),
                environment::resolveRequiredPlaceholders);
    }
}
