package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.ApiKey;
import dev.kagzi.protocol.KeyRole;
import dev.kagzi.server.input.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminWordsTests {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    private final AdminWords words = new AdminWords();

    @ParameterizedTest
    @CsvSource({"PT720H, 30d", "PT36H, 36h", "PT90M, 90m", "PT61S, 61s", "PT1.5S, PT1.5S"})
    void aTimeIsWrittenAsAFormTakesItBack(Duration time, String text) {
        assertThat(words.retention(time)).isEqualTo(text);
        assertThat(DurationText.parse(text)).isEqualTo(time);
    }

    @Test
    void saysHowAKeyStands() {
        assertThat(words.status(key(null, null), NOW)).isEqualTo("Active");
        assertThat(words.status(key(NOW.plusSeconds(1), null), NOW)).isEqualTo("Active");
        assertThat(words.status(key(NOW, null), NOW)).isEqualTo("Expired");
        assertThat(words.status(key(null, NOW.plusSeconds(1)), NOW)).contains("old secret");
    }

    @Test
    void saysHowAChangeWasAnswered() {
        assertThat(words.answer(null)).isEqualTo("Unknown");
        assertThat(words.answer(204)).isEqualTo("Done");
        assertThat(words.answer(302)).isEqualTo("Done");
        assertThat(words.answer(409)).isEqualTo("Refused");
        assertThat(words.answer(503)).isEqualTo("Failed");
        assertThat(words.answerMeans(201)).isEmpty();
        assertThat(words.answerMeans(418)).isNotEmpty();
    }

    @Test
    void writesOperationsAsWords() {
        assertThat(words.operation("createKey")).isEqualTo("create key");
        assertThat(words.operation("updateWorkflowLimits")).isEqualTo("update workflow limits");
    }

    @Test
    void namesNamespaces() {
        assertThat(words.namespaces(List.of("*"))).isEqualTo("all namespaces");
        assertThat(words.namespaces(List.of("shop", "depot"))).isEqualTo("shop, depot");
    }

    private static ApiKey key(@Nullable Instant expiresAt, @Nullable Instant oldSecretUntil) {
        return new ApiKey(
                UUID.randomUUID(), "k", List.of("*"), List.of(KeyRole.ADMIN), expiresAt, oldSecretUntil, NOW, null);
    }
}
