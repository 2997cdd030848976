package dev.kagzi.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThrottleTests {

    @Test
    void isANumberOfRunsAndAPeriod() {
        assertThat(Throttle.parse("10/1m")).contains(new Throttle(10, Duration.ofMinutes(1)));
        assertThat(Throttle.parse(" 10000/250ms ")).contains(new Throttle(10_000, Duration.ofMillis(250)));
        assertThat(Throttle.parse("1/365d")).contains(new Throttle(1, Duration.ofDays(365)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "10/",
                "10/60",
                "10/m",
                "10/xyz",
                "0/1m",
                "-1/1m",
                "10001/1m",
                "1/0s",
                "1/366d",
                "1/9999999999d",
                "1.5/1m",
                "10 / 1m",
                "10/1m/1",
                "ten/1m",
                "10/-1m",
                "99999999999/1m"
            })
    void isNothingElse(String text) {
        assertThat(Throttle.parse(text)).isEmpty();
    }
}
