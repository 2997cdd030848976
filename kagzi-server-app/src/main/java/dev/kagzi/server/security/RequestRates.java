package dev.kagzi.server.security;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** How many requests each key has made of this server: as many as are taken in a second may come at once. */
@Component
public class RequestRates {

    private final int perSecond;
    private final Map<UUID, Bucket> buckets = new ConcurrentHashMap<>();

    RequestRates(SecuritySettings settings) {
        this.perSecond = settings.requestsPerSecond();
    }

    boolean allows(Key key) {
        return buckets.computeIfAbsent(key.keyId(), any -> full()).tryConsume(1);
    }

    /** Forgets all but these keys. */
    public void keep(Set<UUID> keyIds) {
        buckets.keySet().retainAll(keyIds);
    }

    private Bucket full() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build();
    }
}
