package dev.kagzi.server.failpoint;

import jakarta.servlet.DispatcherType;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/** Puts the faults between the server and its database, and between the server and its callers. */
@TestConfiguration(proxyBeanMethods = false)
class FailpointConfiguration {

    @Bean
    static Faults faults() {
        return new Faults();
    }

    @Bean
    static BeanPostProcessor breakableConnections(Faults faults) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource dataSource ? new BreakableConnections(dataSource, faults) : bean;
            }
        };
    }

    @Bean
    FilterRegistrationBean<LostReplies> lostReplies(Faults faults) {
        FilterRegistrationBean<LostReplies> filter = new FilterRegistrationBean<>(new LostReplies(faults));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        filter.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
        return filter;
    }
}
