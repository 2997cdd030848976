package dev.kagzi.server.security;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Makes whoever has tried a few wrong keys wait before the next one: twice as long each time. It is counted on each server for itself, per
 * address, for so many addresses and no more.
 */
@Component
class LoginBackoff {

    private static final int FREE_TRIES = 5;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int MOST_ADDRESSES = 10_000;

    private final LongSupplier nanoTime;
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    @Autowired
    LoginBackoff() {
        this(System::nanoTime);
    }

    LoginBackoff(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Failures(int count, long untilNanos) {}

    /** How long this address has to wait before it may try again; zero when it need not. */
    synchronized Duration waitOf(String address) {
        Failures before = failures.get(address);
        long left = before == null ? 0 : before.untilNanos() - nanoTime.getAsLong();
        return left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
    }

    synchronized void failed(String address) {
        int count = failures.containsKey(address) ? failures.get(address).count() + 1 : 1;
        failures.put(
                address, new Failures(count, nanoTime.getAsLong() + pause(count).toNanos()));
    }

    synchronized void succeeded(String address) {
        failures.remove(address);
    }

    private static Duration pause(int count) {
        if (count < FREE_TRIES) {
            return Duration.ZERO;
        }
        Duration doubled = Duration.ofSeconds(1L << Math.min(count - FREE_TRIES, 20));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }
}
