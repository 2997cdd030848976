package dev.kagzi.server.maintenance;

import dev.kagzi.server.namespace.Namespaces;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Looks which namespaces are disabled, while there are any or have been: what a lost signal would have told. */
@Component
class NamespaceKeeper extends WatchedService {

    private static final Duration PACE = Duration.ofSeconds(1);

    private final Namespaces namespaces;

    NamespaceKeeper(Namespaces namespaces, SweepMeters meters) {
        super("namespaces", PACE, meters);
        this.namespaces = namespaces;
    }

    @Override
    String condition() {
        return Namespaces.IS_ANY_DISABLED;
    }

    /** Also what is enabled again has to be heard of. */
    @Override
    void watched(boolean holds) {
        super.watched(holds || namespaces.knowsDisabled());
    }

    @Override
    Duration runAndRest() {
        namespaces.lookForDisabled();
        return UNWATCHED;
    }
}
