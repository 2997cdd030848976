package dev.kagzi.autoconfigure.dockercompose;

import dev.kagzi.autoconfigure.KagziConnectionDetails;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.ssl.SslBundle;

/** Connects to services of the image {@code kagzi/kagzi-server}, and to those labelled as a {@code kagzi} connection. */
final class KagziDockerComposeConnectionDetailsFactory
        extends DockerComposeConnectionDetailsFactory<KagziConnectionDetails> {

    private static final int PORT = 7070;

    KagziDockerComposeConnectionDetailsFactory() {
        super(new String[] {"kagzi/kagzi-server", "kagzi"});
    }

    @Override
    protected KagziConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
        return new Details(source.getRunningService());
    }

    private static final class Details extends DockerComposeConnectionDetails implements KagziConnectionDetails {

        private final URI url;
        private final @Nullable SslBundle sslBundle;

        private Details(RunningService service) {
            super(service);
            this.sslBundle = getSslBundle(service);
            String scheme = sslBundle == null ? "http" : "https";
            this.url = URI.create(
                    scheme + "://" + service.host() + ":" + service.ports().get(PORT));
        }

        @Override
        public URI getUrl() {
            return url;
        }

        @Override
        public @Nullable SslBundle getSslBundle() {
            return sslBundle;
        }
    }
}
