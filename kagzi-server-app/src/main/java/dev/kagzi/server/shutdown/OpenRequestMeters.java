package dev.kagzi.server.shutdown;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Shows how many requests are open, by their kind. */
@Component
class OpenRequestMeters implements MeterBinder {

    private final ObjectProvider<OpenRequests> requests;

    OpenRequestMeters(ObjectProvider<OpenRequests> requests) {
        this.requests = requests;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        requests.orderedStream()
                .forEach(kind -> Gauge.builder("kagzi.server.requests.open", kind, OpenRequests::open)
                        .description("Requests that wait for something to happen")
                        .tag("kind", kind.kind())
                        .register(registry));
    }
}
