package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.Overlap;
import dev.kagzi.protocol.RetryOffer;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.RunTransition;
import dev.kagzi.protocol.RunTransition.Actor;
import dev.kagzi.protocol.WorkflowSnapshot.Stats;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTests {

    private final Words words = new Words();

    @ParameterizedTest
    @CsvSource({"0,0,–", "500,0,100.0 %", "499,1,99.8 %", "0,3,0.0 %"})
    void saysHowManyHaveSucceeded(int completed, int failed, String expected) {
        assertThat(words.success(new Stats(completed, failed, null, null))).isEqualTo(expected);
    }

    @Test
    void saysHowStepsAreRetried() {
        assertThat(words.retry(retry(3, 2))).isEqualTo("3 attempts, 1.0 s apart, each time × 2 up to 1 min");
        assertThat(words.retry(retry(3, 1))).isEqualTo("3 attempts, 1.0 s apart");
        assertThat(words.retry(retry(1, 2))).isEqualTo("one attempt");
        assertThat(words.retry(retry(Integer.MAX_VALUE, 1.5)))
                .isEqualTo("unlimited attempts, 1.0 s apart, each time × 1.5 up to 1 min");
        assertThat(words.retry(null)).isEqualTo("–");
    }

    private static RetryOffer retry(int maxAttempts, double multiplier) {
        return new RetryOffer(maxAttempts, Duration.ofSeconds(1), multiplier, Duration.ofMinutes(1), 0.2);
    }

    @ParameterizedTest
    @CsvSource({"order,order", "per customer,per%20customer", "a;b%,a%3Bb%25", "a+b,a%2Bb", "ä?#,%C3%A4%3F%23"})
    void makesPartsOfAddressesOfNames(String name, String expected) {
        assertThat(words.segment(name)).isEqualTo(expected);
    }

    @Test
    void writesNamesAsWords() {
        assertThat(words.word(RunStatus.NEEDS_ATTENTION)).isEqualTo("Needs attention");
        assertThat(words.word(Overlap.SKIP)).isEqualTo("Skip");
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETED,WORKER,COMPLETED,''",
        "WAITING,WORKER,WAITING,''",
        "PENDING,WORKER,WAITING,What it waited for was there already",
        "PENDING,SERVER,EXPIRED,Its worker was not heard of",
        "CANCELLED,WORKER,sold meanwhile,sold meanwhile",
        "CANCELLED,CLIENT,EXPIRED,EXPIRED",
        "RUNNING,WORKER,,''"
    })
    void saysWhyARunHasChanged(RunStatus to, Actor actor, @Nullable String reason, String expected) {
        RunTransition transition = new RunTransition(2, RunStatus.RUNNING, to, 1, actor, reason, null, Instant.EPOCH);

        assertThat(words.reason(transition)).isEqualTo(expected);
    }

    @Test
    void countsThings() {
        assertThat(words.number(0, "run")).isEqualTo("0 runs");
        assertThat(words.number(1, "worker")).isEqualTo("1 worker");
        assertThat(words.number(1_200, "run")).isEqualTo("1,200 runs");
    }
}
