package dev.kagzi.autoconfigure.testcontainers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.autoconfigure.KagziConnectionAutoConfiguration;
import dev.kagzi.transport.ConnectionSettings;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.testcontainers.containers.GenericContainer;

/** As most tests have it: a static field, whose image says what it is. */
@SpringJUnitConfig
@ImportAutoConfiguration(KagziConnectionAutoConfiguration.class)
@DirtiesContext
class ContainerFieldTests {

    @ServiceConnection
    static final GenericContainer<?> KAGZI = new FakeContainer("kagzi/kagzi-server:0.1.0");

    @Test
    void connectsToAContainerOfTheImage(@Autowired ConnectionSettings settings) {
        assertThat(settings.url()).hasToString("http://docker.example:49153");
    }
}
