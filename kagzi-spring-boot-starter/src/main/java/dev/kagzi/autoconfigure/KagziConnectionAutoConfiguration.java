package dev.kagzi.autoconfigure;

import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.transport.ConnectionSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/** What worker and client share: where the server is, and how payloads are written. */
@AutoConfiguration(after = JacksonAutoConfiguration.class)
@EnableConfigurationProperties(KagziProperties.class)
public final class KagziConnectionAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ConnectionSettings kagziConnectionSettings(KagziProperties properties) {
        return new ConnectionSettings(properties.url(), properties.namespace());
    }

    /** The mapper named for Kagzi comes before the application's own. */
    @Bean
    @ConditionalOnMissingBean
    PayloadMapper kagziPayloadMapper(
            @Qualifier("kagziJsonMapper") ObjectProvider<JsonMapper> named, ObjectProvider<JsonMapper> application) {
        return new PayloadMapper(named.getIfAvailable(() -> application.getIfAvailable(JsonMapper::shared)));
    }
}
