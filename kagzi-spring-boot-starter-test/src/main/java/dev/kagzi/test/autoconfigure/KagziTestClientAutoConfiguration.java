package dev.kagzi.test.autoconfigure;

import dev.kagzi.autoconfigure.KagziClientAutoConfiguration;
import dev.kagzi.client.Outbox;
import dev.kagzi.client.ServerApis;
import dev.kagzi.definition.ReferencedWorkflows;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.test.TestKagziClient;
import dev.kagzi.test.engine.TestEngine;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** The client that tests and the application under test share. */
@AutoConfiguration(after = KagziClientAutoConfiguration.class)
public final class KagziTestClientAutoConfiguration {

    @Bean
    @Primary
    TestKagziClient testKagziClient(
            ServerApis apis,
            PayloadMapper payloads,
            ObjectProvider<Outbox> outbox,
            ReferencedWorkflows workflows,
            TestEngine engine) {
        return new TestKagziClient(apis, payloads, outbox.getIfAvailable(() -> Outbox.NONE), workflows, engine);
    }
}
