package dev.kagzi.autoconfigure;

import dev.kagzi.client.Outbox;
import dev.kagzi.client.ServerApis;
import dev.kagzi.definition.ReferencedWorkflows;
import dev.kagzi.outbox.MemoryOutbox;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionSynchronization;

/** Where there are transactions, what is sent inside them waits for the commit in memory, unless the configuration says otherwise. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(TransactionSynchronization.class)
@ConditionalOnProperty(name = "kagzi.outbox", havingValue = "memory", matchIfMissing = true)
class MemoryOutboxConfiguration {

    @Bean
    @ConditionalOnMissingBean(Outbox.class)
    MemoryOutbox kagziOutbox(ServerApis server, ReferencedWorkflows workflows) {
        return new MemoryOutbox(server, workflows::declare);
    }
}
