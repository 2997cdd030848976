package dev.kagzi.autoconfigure.dockercompose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.kagzi.autoconfigure.KagziClientAutoConfiguration;
import dev.kagzi.autoconfigure.KagziConnectionAutoConfiguration;
import dev.kagzi.autoconfigure.KagziConnectionDetails;
import dev.kagzi.transport.ConnectionSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.lifecycle.DockerComposeServicesReadyEvent;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** With services as Docker Compose would describe them: there is no Docker engine here. */
class KagziDockerComposeConnectionDetailsFactoryTests {

    private static final String LABEL = "org.springframework.boot.service-connection";

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(KagziConnectionAutoConfiguration.class, KagziClientAutoConfiguration.class))
            .withPropertyValues("kagzi.url=http://from.properties:1");

    @ParameterizedTest
    @CsvSource({
        "kagzi/kagzi-server:0.1.0,",
        "registry.example/kagzi/kagzi-server,",
        "example/own:1, kagzi",
        "example/own:1, kagzi/kagzi-server"
    })
    void connectsToTheMappedPortOfTheServer(String image, String label) {
        contexts.withInitializer(context -> ready(context, service(image, label)))
                .run(context -> {
                    assertThat(context).hasSingleBean(KagziConnectionDetails.class);
                    assertThat(context.getBean(ConnectionSettings.class).url())
                            .hasToString("http://docker.example:49153");
                });
    }

    @ParameterizedTest
    @CsvSource({"example/shop:18,", "kagzi/kagzi-server:0.1.0, example/shop", "example/own:1,"})
    void leavesOtherServicesAlone(String image, String label) {
        contexts.withInitializer(context -> ready(context, service(image, label)))
                .run(context -> assertThat(
                                context.getBean(ConnectionSettings.class).url())
                        .hasToString("http://from.properties:1"));
    }

    @Test
    void speaksHttpsWhereTheLabelsNameATrustStore() {
        RunningService service = service("kagzi/kagzi-server", null);
        when(service.labels())
                .thenReturn(Map.of(
                        "org.springframework.boot.sslbundle.jks.truststore.location",
                        "file:" + System.getProperty("java.home") + "/lib/security/cacerts"));
        contexts.withInitializer(context -> ready(context, service))
                .run(context -> assertThat(
                                context.getBean(ConnectionSettings.class).url())
                        .hasToString("https://docker.example:49153"));
    }

    /** What Spring Boot does when the services run. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static void ready(ApplicationContext context, RunningService service) {
        DockerComposeServicesReadyEvent event = mock();
        when(event.getSource()).thenReturn(context);
        when(event.getRunningServices()).thenReturn(List.of(service));
        List<ApplicationListener> listeners =
                SpringFactoriesLoader.forDefaultResourceLocation().load(ApplicationListener.class).stream()
                        .filter(listener ->
                                listener.getClass().getSimpleName().startsWith("DockerComposeServiceConnections"))
                        .toList();
        assertThat(listeners).hasSize(1);
        ((ApplicationListener<ApplicationEvent>) listeners.get(0)).onApplicationEvent(event);
    }

    private static RunningService service(String image, String label) {
        ConnectionPorts ports = mock();
        when(ports.get(anyInt())).thenThrow(new IllegalStateException("not mapped"));
        doReturn(49153).when(ports).get(7070);
        RunningService service = mock();
        when(service.name()).thenReturn("kagzi");
        when(service.image()).thenReturn(ImageReference.of(image));
        when(service.host()).thenReturn("docker.example");
        when(service.ports()).thenReturn(ports);
        when(service.labels()).thenReturn(label == null ? Map.of() : Map.of(LABEL, label));
        return service;
    }
}
