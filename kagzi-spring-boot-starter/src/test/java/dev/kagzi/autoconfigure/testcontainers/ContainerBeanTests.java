package dev.kagzi.autoconfigure.testcontainers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.autoconfigure.KagziConnectionAutoConfiguration;
import dev.kagzi.autoconfigure.KagziConnectionDetails;
import dev.kagzi.transport.ConnectionSettings;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.testcontainers.containers.GenericContainer;

/** With a container that runs nowhere: there is no Docker engine here. */
class ContainerBeanTests {

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ServiceConnectionAutoConfiguration.class, KagziConnectionAutoConfiguration.class))
            .withPropertyValues("kagzi.url=http://from.properties:1");

    @Test
    void connectsToAContainerWhoseConnectionIsNamedKagzi() {
        contexts.withUserConfiguration(NamedContainer.class).run(context -> {
            assertThat(context).hasSingleBean(KagziConnectionDetails.class);
            assertThat(context.getBean(ConnectionSettings.class).url()).hasToString("http://docker.example:49153");
        });
    }

    @Test
    void leavesOtherContainersAlone() {
        contexts.withUserConfiguration(OtherContainer.class)
                .run(context -> assertThat(context).getFailure().hasMessageContaining("ConnectionDetails"));
    }

    @Configuration(proxyBeanMethods = false)
    static class NamedContainer {

        @Bean
        @ServiceConnection(name = "kagzi")
        GenericContainer<?> kagziServer() {
            return new FakeContainer("example/own:1");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OtherContainer {

        @Bean
        @ServiceConnection(name = "other")
        GenericContainer<?> other() {
            return new FakeContainer("kagzi/kagzi-server:0.1.0");
        }
    }
}
