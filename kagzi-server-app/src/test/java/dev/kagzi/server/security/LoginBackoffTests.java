package dev.kagzi.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoginBackoffTests {

    private static final int FREE = 5;
    private static final int MOST_ADDRESSES = 10_000;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final String ADDRESS = "192.0.2.1";

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1);
    private final LoginBackoff backoff = new LoginBackoff(nanoTime::get);

    @Test
    void aFewMistakesCostNothing() {
        fail(FREE - 1);

        assertThat(backoff.waitOf(ADDRESS)).isZero();
    }

    @Test
    void eachFurtherOneDoublesThePause() {
        fail(FREE);
        assertThat(backoff.waitOf(ADDRESS)).isEqualTo(Duration.ofSeconds(1));

        fail(1);
        assertThat(backoff.waitOf(ADDRESS)).isEqualTo(Duration.ofSeconds(2));

        fail(1);
        assertThat(backoff.waitOf(ADDRESS)).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void aPauseEnds() {
        fail(FREE);

        pass(Duration.ofMillis(999));
        assertThat(backoff.waitOf(ADDRESS)).isEqualTo(Duration.ofMillis(1));
        pass(Duration.ofMillis(1));
        assertThat(backoff.waitOf(ADDRESS)).isZero();
    }

    @Test
    void noPauseIsLongerThanTheLongest() {
        fail(200);

        assertThat(backoff.waitOf(ADDRESS)).isEqualTo(LONGEST);
    }

    @Test
    void theRightKeyEndsIt() {
        fail(FREE + 3);

        backoff.succeeded(ADDRESS);

        assertThat(backoff.waitOf(ADDRESS)).isZero();
        fail(1);
        assertThat(backoff.waitOf(ADDRESS)).isZero();
    }

    @Test
    void othersDoNotPayForIt() {
        fail(FREE + 3);

        assertThat(backoff.waitOf("192.0.2.2")).isZero();
    }

    @Test
    void whoAddsAddressesWithoutEndCostsNoMemory() {
        fail(FREE);
        for (int i = 0; i < MOST_ADDRESSES; i++) {
            backoff.failed("2001:db8::" + Integer.toHexString(i));
        }

        assertThat(backoff.waitOf(ADDRESS)).isZero();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            backoff.failed(ADDRESS);
        }
    }

    private void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }
}
