package dev.kagzi.autoconfigure;

import java.util.List;
import java.util.function.Consumer;
import org.springframework.web.client.RestClient;

/** All customizers of the application, in their order. */
record ClientCustomization(List<KagziClientCustomizer> customizers) implements Consumer<RestClient.Builder> {

    ClientCustomization {
        customizers = List.copyOf(customizers);
    }

    @Override
    public void accept(RestClient.Builder client) {
        customizers.forEach(customizer -> customizer.customize(client));
    }
}
