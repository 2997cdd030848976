package dev.kagzi.server.maintenance;

import dev.kagzi.server.namespace.Namespaces;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Looks once a second which namespaces are disabled: what a lost signal would have told. */
@Component
class NamespaceKeeper extends BackgroundService {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Namespaces namespaces;

    NamespaceKeeper(Namespaces namespaces, SweepMeters meters) {
        super("namespaces", meters);
        this.namespaces = namespaces;
    }

    @Override
    Duration runAndRest() {
        namespaces.lookForDisabled();
        return INTERVAL;
    }
}
