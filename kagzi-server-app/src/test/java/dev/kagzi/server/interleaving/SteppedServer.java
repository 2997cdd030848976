package dev.kagzi.server.interleaving;

import dev.kagzi.server.KagziServerApplication;
import dev.kagzi.server.test.ServerClient;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;

/** A server that does nothing by itself, and whose statements go through a turnstile. */
final class SteppedServer implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    SteppedServer(String url) {
        context = new SpringApplicationBuilder(
                        KagziServerApplication.class, ServerClient.class, SteppedConfiguration.class)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.datasource.url=" + url,
                        "--spring.datasource.username=postgres");
        context.getBeansOfType(SmartLifecycle.class).values().stream()
                .filter(service -> service.getClass().getPackageName().endsWith(".maintenance"))
                .forEach(SmartLifecycle::stop);
    }

    ServerClient client() {
        return context.getBean(ServerClient.class);
    }

    Turnstile turnstile() {
        return context.getBean(Turnstile.class);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class SteppedConfiguration {

        @Bean
        static Turnstile turnstile() {
            return new Turnstile();
        }

        @Bean
        static BeanPostProcessor steppedConnections(Turnstile turnstile) {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof DataSource dataSource ? new SteppedConnections(dataSource, turnstile) : bean;
                }
            };
        }
    }
}
