package dev.kagzi.autoconfigure;

import dev.kagzi.serialization.PayloadMapper;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/** Payloads go through the application's mapper, or the one named {@code kagziJsonMapper}. */
@AutoConfiguration(after = JacksonAutoConfiguration.class)
public final class KagziSerializationAutoConfiguration {

    static final String OWN_MAPPER = "kagziJsonMapper";

    @Bean
    @ConditionalOnMissingBean
    PayloadMapper kagziPayloadMapper(BeanFactory beans) {
        JsonMapper mapper = beans.containsBean(OWN_MAPPER)
                ? beans.getBean(OWN_MAPPER, JsonMapper.class)
                : beans.getBean(JsonMapper.class);
        return new PayloadMapper(mapper);
    }
}
