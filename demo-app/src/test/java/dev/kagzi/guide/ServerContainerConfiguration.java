package dev.kagzi.guide;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** A server in a container, in the page on connections. */
@TestConfiguration(proxyBeanMethods = false)
class ServerContainerConfiguration {

    @Bean
    @ServiceConnection(name = "kagzi")
    GenericContainer<?> kagziServer() {
        return new GenericContainer<>("kagzi/kagzi-server:0.1.0")
                .withExposedPorts(7070, 7071)
                .waitingFor(Wait.forHttp("/actuator/health/readiness").forPort(7071));
    }
}
