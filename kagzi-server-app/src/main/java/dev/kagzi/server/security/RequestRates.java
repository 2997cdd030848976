package dev.kagzi.server.security;

import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** How many requests each caller has made of this server: as many as are taken in a second may come at once. */
@Component
public class RequestRates {

    private final int perSecond;
    private final Map<Object, Bucket> buckets = new ConcurrentHashMap<>();

    RequestRates(SecuritySettings settings) {
        this.perSecond = settings.requestsPerSecond();
    }

    boolean allows(CallerAuthentication caller) {
        UUID keyId = caller.keyId();
        return buckets.computeIfAbsent(keyId == null ? caller.name() : keyId, any -> full())
                .tryConsume(1);
    }

    /** Forgets those who have asked for nothing in the last second: they may have as much as somebody new. */
    public void forgetIdle() {
        buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= perSecond);
    }

    private Bucket full() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build();
    }
}
