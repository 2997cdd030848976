package dev.kagzi.autoconfigure;

import dev.kagzi.client.Outbox;
import dev.kagzi.client.ServerApis;
import dev.kagzi.definition.InvalidDefinitionException;
import dev.kagzi.definition.ReferencedWorkflows;
import dev.kagzi.outbox.JdbcOutbox;
import java.util.Arrays;
import javax.sql.DataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code kagzi.outbox: jdbc}: what is sent inside transactions is a row of theirs. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "kagzi.outbox", havingValue = "jdbc")
class JdbcOutboxConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JdbcClient.class)
    static class WithJdbc {

        /** Never lazy: what an earlier process has left in the table is sent as well. After migrations, which may create the table. */
        @Bean(initMethod = "start")
        @Lazy(false)
        @DependsOnDatabaseInitialization
        @ConditionalOnMissingBean(Outbox.class)
        JdbcOutbox kagziOutbox(
                ServerApis server,
                ReferencedWorkflows workflows,
                ObjectProvider<DataSource> dataSources,
                ListableBeanFactory beans) {
            DataSource dataSource = dataSources.getIfUnique();
            if (dataSource == null) {
                throw noneOrSeveral(beans.getBeanNamesForType(DataSource.class, true, false));
            }
            return new JdbcOutbox(server, workflows::declare, dataSource);
        }

        private static InvalidDefinitionException noneOrSeveral(String[] names) {
            return names.length == 0
                    ? new InvalidDefinitionException(
                            "kagzi.outbox is 'jdbc', and the application has no DataSource whose transactions a row could belong to.",
                            "Configure one (spring.datasource.url), or set kagzi.outbox to 'memory'.")
                    : new InvalidDefinitionException(
                            "kagzi.outbox is 'jdbc', and the application has several DataSources, "
                                    + Arrays.toString(names) + ", none of which is @Primary.",
                            "Make the one @Primary whose transactions send, or set kagzi.outbox to 'memory'.");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass("org.springframework.jdbc.core.simple.JdbcClient")
    static class WithoutJdbc {

        @Bean
        @Lazy(false)
        @ConditionalOnMissingBean(Outbox.class)
        Outbox kagziOutbox() {
            throw new InvalidDefinitionException(
                    "kagzi.outbox is 'jdbc', and Spring's JDBC support is not on the classpath.",
                    "Add the dependency org.springframework.boot:spring-boot-starter-jdbc, or set kagzi.outbox to 'memory'.");
        }
    }
}
