package dev.kagzi.guide;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The mapper of payloads in the page on configuration. */
@Configuration(proxyBeanMethods = false)
class PayloadConfiguration {

    @Bean(defaultCandidate = false)
    JsonMapper kagziJsonMapper() {
        return JsonMapper.builder().build();
    }
}
