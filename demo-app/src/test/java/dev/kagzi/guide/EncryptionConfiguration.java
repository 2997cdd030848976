package dev.kagzi.guide;

import dev.kagzi.serialization.PayloadCodec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class EncryptionConfiguration {

    @Bean
    PayloadCodec payloadCodec(
            @Value("${payloads.key-2026-11}") String key, @Value("${payloads.hash-key}") String hashKey) {
        return new AesGcmCodec("2026-11", key, hashKey);
    }
}
