package dev.kagzi.server.console;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** What all who look at the same thing are shown, so that it is read once for a page that many have open. */
@Component
class Recently {

    private static final Duration SHOWN = Duration.ofSeconds(2);
    private static final long MOST = 1_000;

    private final Ticker ticker;

    Recently(ObjectProvider<Ticker> ticker) {
        this.ticker = ticker.getIfAvailable(Ticker::systemTicker);
    }

    <K, V> Cache<K, V> read() {
        return Caffeine.newBuilder()
                .expireAfterWrite(SHOWN)
                .maximumSize(MOST)
                .ticker(ticker)
                .build();
    }
}
