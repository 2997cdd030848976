package dev.kagzi.autoconfigure.testcontainers;

import dev.kagzi.autoconfigure.KagziConnectionDetails;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.testcontainers.containers.Container;

/** Connects to containers of the image {@code kagzi/kagzi-server}, and to those whose connection is named {@code kagzi}. */
final class KagziContainerConnectionDetailsFactory
        extends ContainerConnectionDetailsFactory<Container<?>, KagziConnectionDetails> {

    private static final int PORT = 7070;

    KagziContainerConnectionDetailsFactory() {
        super(List.of("kagzi/kagzi-server", "kagzi"));
    }

    @Override
    protected KagziConnectionDetails getContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
        return new Details(source);
    }

    private static final class Details extends ContainerConnectionDetails<Container<?>>
            implements KagziConnectionDetails {

        private Details(ContainerConnectionSource<Container<?>> source) {
            super(source);
        }

        @Override
        public URI getUrl() {
            String scheme = getSslBundle() == null ? "http" : "https";
            return URI.create(scheme + "://" + getContainer().getHost() + ":"
                    + getContainer().getMappedPort(PORT));
        }

        @Override
        public @Nullable SslBundle getSslBundle() {
            return super.getSslBundle();
        }
    }
}
