package dev.kagzi.autoconfigure;

import java.util.List;
import java.util.function.Consumer;
import org.springframework.web.client.RestClient;

/** All customizers of the application, in their order. */
record ClientCustomization(List<KagziClientCustomizer> customizers) implements Consumer<RestClient.Builder> {

    ClientCustomization {
        customizers = List.copyOf(customizers);
    }

    /** Whether it does not matter to any of them on whose thread a request is made. */
    boolean allowsSharedRequests() {
        return customizers.stream().allMatch(KagziClientCustomizer::allowsSharedRequests);
    }

    @Override
    public void accept(RestClient.Builder client) {
        customizers.forEach(customizer -> customizer.customize(client));
    }
}
