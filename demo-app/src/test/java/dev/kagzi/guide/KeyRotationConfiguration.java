package dev.kagzi.guide;

import dev.kagzi.serialization.PayloadCodec;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

@Configuration(proxyBeanMethods = false)
class KeyRotationConfiguration {

    @Bean
    @Primary
    PayloadCodec newPayloadCodec(
            @Value("${payloads.key-2027-05}") String key, @Value("${payloads.hash-key}") String hashKey) {
        return new AesGcmCodec("2027-05", key, hashKey);
    }

    @Bean
    PayloadCodec oldPayloadCodec(
            @Value("${payloads.key-2026-11}") String key, @Value("${payloads.hash-key}") String hashKey) {
        return new AesGcmCodec("2026-11", key, hashKey);
    }
}
