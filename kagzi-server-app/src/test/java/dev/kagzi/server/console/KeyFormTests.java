package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.protocol.CreateKey;
import dev.kagzi.protocol.KeyRole;
import dev.kagzi.protocol.json.ProtocolJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyFormTests {

    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

    private final TypedText text = new TypedText(ProtocolJson.builder().build());

    @Test
    void aKeyIsReadFromWhatWasTyped() {
        CreateKey request =
                new KeyForm(" shop ", "shop, depot\n other", List.of("WORKER", "CLIENT"), "30d").request(text, NOW);

        assertThat(request)
                .isEqualTo(new CreateKey(
                        "shop",
                        List.of("shop", "depot", "other"),
                        List.of(KeyRole.WORKER, KeyRole.CLIENT),
                        NOW.plus(Duration.ofDays(30))));
    }

    @Test
    void aKeyOfNothingIsLeftToTheRules() {
        CreateKey request = new KeyForm(null, null, null, null).request(text, NOW);

        assertThat(request).isEqualTo(new CreateKey("", List.of(), List.of(), null));
        assertThatThrownBy(() -> new KeyForm("k", "*", List.of("ROOT"), null).request(text, NOW))
                .hasMessageContaining("/roles");
    }
}
