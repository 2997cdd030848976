package dev.kagzi.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kagzi.transport.RunsApi;
import dev.kagzi.transport.ScriptedServer;
import dev.kagzi.transport.ServerUnreachableException;
import dev.kagzi.transport.WorkerApi;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

class KagziConnectionAutoConfigurationTests {

    private static final UUID ID = UUID.fromString("019a0000-0000-7000-8000-000000000001");
    private static final String RUN = """
            {"runId":"%s","workflow":"ping","status":"PENDING","attempt":1,"priority":0,"tags":{},"createdAt":"2026-11-01T00:00:00Z"}""".formatted(ID);

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    SslAutoConfiguration.class,
                    KagziDefinitionAutoConfiguration.class,
                    KagziConnectionAutoConfiguration.class,
                    KagziClientAutoConfiguration.class,
                    KagziWorkerAutoConfiguration.class));

    @Test
    void takesTheDetailsFromTheProperties() {
        contexts.withPropertyValues("kagzi.url=https://kagzi.example").run(context -> {
            assertThat(context).hasSingleBean(KagziConnectionDetails.class);
            assertThat(context.getBean(KagziConnectionDetails.class).getUrl()).hasToString("https://kagzi.example");
            assertThat(context.getBean(KagziConnectionDetails.class).getSslBundle())
                    .isNull();
        });
    }

    @Test
    void clientAndWorkerGoWhereTheDetailsOfTheApplicationSay() {
        try (ScriptedServer server = new ScriptedServer().answer(200, RUN).answer(204, "")) {
            contexts.withPropertyValues("kagzi.url=http://nowhere.example", "kagzi.namespace=shop")
                    .withBean(KagziConnectionDetails.class, () -> server::url)
                    .run(KagziConnectionAutoConfigurationTests::askAsClientAndCloseAsWorker);

            assertThat(server.received())
                    .extracting(ScriptedServer.Received::line)
                    .containsExactly("GET /api/v1/runs/" + ID, "DELETE /api/v1/worker/sessions/" + ID);
            assertThat(server.received())
                    .extracting(ScriptedServer.Received::namespace)
                    .containsOnly("shop");
        }
    }

    @Test
    void refusesDetailsWithAnAddressThatIsNone() {
        contexts.withBean(KagziConnectionDetails.class, () -> () -> URI.create("kagzi:7070"))
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContainingAll("'kagzi:7070'", "KagziConnectionDetails"));
    }

    @Test
    void customizersAddToEveryRequestOfClientAndWorkerInTheirOrder() {
        try (ScriptedServer server =
                new ScriptedServer().answer(200, RUN).answer(204, "").answer(200, RUN)) {
            contexts.withPropertyValues("kagzi.url=" + server.url())
                    .withUserConfiguration(Customizers.class)
                    .run(context -> {
                        askAsClientAndCloseAsWorker(context);
                        context.getBean(RunsApi.class).result(ID, Duration.ofSeconds(1));
                    });

            assertThat(server.received()).hasSize(3).allSatisfy(received -> {
                assertThat(received.headers().get("Team")).containsExactly("first", "second");
                assertThat(received.headers().getFirst("Accept")).contains("application/problem+json");
            });
        }
    }

    @Test
    void trustsWhomTheBundleTrusts(@TempDir Path directory) throws Exception {
        Path store = selfSigned(directory);
        contexts.withPropertyValues(
                        "kagzi.ssl.bundle=kagzi",
                        "kagzi.url=https://localhost",
                        "spring.ssl.bundle.jks.kagzi.keystore.location=" + store.toUri(),
                        "spring.ssl.bundle.jks.kagzi.keystore.password=secret",
                        "spring.ssl.bundle.jks.kagzi.truststore.location=" + store.toUri(),
                        "spring.ssl.bundle.jks.kagzi.truststore.password=secret")
                .run(context -> {
                    SslBundle bundle = context.getBean(SslBundles.class).getBundle("kagzi");
                    try (ScriptedServer server = new ScriptedServer(bundle.createSslContext())) {
                        server.answer(200, RUN).answer(204, "");
                        ApplicationContextRunner same = contexts.withPropertyValues("kagzi.url=" + server.url())
                                .withBean(
                                        "sslBundleRegistry", SslBundles.class, () -> context.getBean(SslBundles.class));
                        same.withPropertyValues("kagzi.ssl.bundle=kagzi")
                                .run(KagziConnectionAutoConfigurationTests::askAsClientAndCloseAsWorker);
                        same.run(other -> assertThatExceptionOfType(ServerUnreachableException.class)
                                .isThrownBy(() -> other.getBean(RunsApi.class).get(ID, false))
                                .withMessageContaining("SSL"));
                        assertThat(server.received()).hasSize(2);
                    }
                });
    }

    @Test
    void namesABundleThatDoesNotExist() {
        contexts.withPropertyValues("kagzi.url=https://localhost", "kagzi.ssl.bundle=absent")
                .run(context ->
                        assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("'absent'"));
    }

    @Test
    void refusesABundleOnAnAddressThatIsNotEncrypted() {
        contexts.withBean(KagziConnectionDetails.class, PlainWithBundle::new)
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContainingAll("kagzi.ssl.bundle", "'http://localhost'"));
    }

    @Test
    void goesThroughTheProxyOfTheJvm() {
        ProxySelector before = ProxySelector.getDefault();
        try (ScriptedServer proxy = new ScriptedServer().answer(200, RUN)) {
            ProxySelector.setDefault(new OneProxy(proxy.url()));
            contexts.withPropertyValues("kagzi.url=http://kagzi.example")
                    .run(context -> context.getBean(RunsApi.class).get(ID, false));
            assertThat(proxy.received().get(0).headers().getFirst("Host")).isEqualTo("kagzi.example");
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    private static void askAsClientAndCloseAsWorker(ApplicationContext context) {
        context.getBean(RunsApi.class).get(ID, false);
        context.getBean(WorkerApi.class).close(ID);
    }

    private static Path selfSigned(Path directory) throws IOException, InterruptedException {
        Path store = directory.resolve("server.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        List.of((keytool + " -genkeypair -alias a -keyalg EC -dname CN=localhost -ext san=dns:localhost"
                                        + " -storetype PKCS12 -storepass secret -keystore " + store)
                                .split(" ")))
                .inheritIO()
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return store;
    }

    @Configuration(proxyBeanMethods = false)
    static class Customizers {

        @Bean
        @Order(2)
        KagziClientCustomizer second() {
            return client -> client.defaultHeaders(headers -> headers.add("Team", "second"));
        }

        @Bean
        @Order(1)
        KagziClientCustomizer first() {
            return client -> client.defaultHeaders(headers -> headers.add("Team", "first"));
        }
    }

    private static final class PlainWithBundle implements KagziConnectionDetails {

        @Override
        public URI getUrl() {
            return URI.create("http://localhost");
        }

        @Override
        public SslBundle getSslBundle() {
            return SslBundle.systemDefault();
        }
    }

    private static final class OneProxy extends ProxySelector {

        private final Proxy proxy;

        OneProxy(URI address) {
            proxy = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(address.getHost(), address.getPort()));
        }

        @Override
        public List<Proxy> select(URI uri) {
            return List.of(proxy);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
    }
}
