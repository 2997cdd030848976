package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.json.ProtocolJson;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NamespaceFormTests {

    private final TypedText text = new TypedText(ProtocolJson.builder().build());

    @Test
    void aNamespaceLeavesOutWhatIsEmpty() {
        assertThat(new NamespaceForm("shop", " ", "", "30d").creation(text).retention())
                .isEqualTo(Duration.ofDays(30));
        assertThat(new NamespaceForm("shop", " ", "", "").update(text).displayName())
                .isNull();
    }
}
