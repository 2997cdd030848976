package dev.kagzi.server.worker;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Which workflows events start, as the highest version of each declares it. */
@Component
public class EventSubscriptions {

    private final EventSubscriptionRepository repository;

    EventSubscriptions(EventSubscriptionRepository repository) {
        this.repository = repository;
    }

    /** Names of the workflows, by event. Read from the database each time: a workflow that was declared a moment ago misses none. */
    public Map<String, List<String>> of(UUID namespaceId, Collection<String> events) {
        return repository.of(namespaceId, events);
    }
}
