package dev.kagzi.autoconfigure;

import dev.kagzi.definition.InvalidDefinitionException;
import dev.kagzi.serialization.PayloadCodec;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.transport.ConnectionSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/** What worker and client share: where the server is, and how payloads are written. */
@AutoConfiguration(after = {JacksonAutoConfiguration.class, SslAutoConfiguration.class})
@EnableConfigurationProperties(KagziProperties.class)
public final class KagziConnectionAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    KagziConnectionDetails kagziConnectionDetails(KagziProperties properties, ObjectProvider<SslBundles> bundles) {
        return new PropertiesConnectionDetails(properties, bundles.getIfAvailable(DefaultSslBundleRegistry::new));
    }

    @Bean
    ConnectionSettings kagziConnectionSettings(KagziConnectionDetails details, KagziProperties properties) {
        try {
            return new ConnectionSettings(
                    details.getUrl(), properties.namespace(), DeclaredTls.of(details, properties), properties.apiKey());
        } catch (IllegalArgumentException e) {
            throw new InvalidDefinitionException(
                    "The way to the Kagzi server, as " + details.getClass().getName()
                            + " describes it, cannot be used: " + e.getMessage() + ".",
                    "Correct the property, or the bean of type KagziConnectionDetails that takes its place.");
        }
    }

    @Bean
    ClientCustomization kagziClientCustomization(ObjectProvider<KagziClientCustomizer> customizers) {
        return new ClientCustomization(customizers.orderedStream().toList());
    }

    /** The mapper named for Kagzi comes before the application's own. */
    @Bean
    @ConditionalOnMissingBean
    PayloadMapper kagziPayloadMapper(
            @Qualifier("kagziJsonMapper") ObjectProvider<JsonMapper> named,
            ObjectProvider<JsonMapper> application,
            ObjectProvider<PayloadCodec> codecs,
            ConnectionSettings connection) {
        return new PayloadMapper(
                named.getIfAvailable(() -> application.getIfAvailable(JsonMapper::shared)),
                DeclaredCodecs.of(codecs, connection.namespace()));
    }
}
