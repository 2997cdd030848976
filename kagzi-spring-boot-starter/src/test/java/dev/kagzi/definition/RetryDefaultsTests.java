package dev.kagzi.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What editors and the reference call the default of a retry is what is built in. */
class RetryDefaultsTests {

    private static final Path METADATA =
            Path.of("src/main/resources/META-INF/additional-spring-configuration-metadata.json");
    private static final String PREFIX = "kagzi.retry.";

    @Test
    void theMetadataNamesWhatIsBuiltIn() throws IOException {
        RetrySettings builtIn = RetryLayer.BUILT_IN.settings();
        Map<String, JsonNode> defaults = new TreeMap<>();
        for (JsonNode property :
                JsonMapper.shared().readTree(Files.readString(METADATA)).path("properties")) {
            String name = property.path("name").asString();
            if (name.startsWith(PREFIX)) {
                defaults.put(name.substring(PREFIX.length()), property.path("defaultValue"));
            }
        }

        assertThat(defaults).containsOnlyKeys("max-attempts", "backoff", "multiplier", "max-backoff", "jitter");
        assertThat(defaults.get("max-attempts").asInt()).isEqualTo(builtIn.maxAttempts());
        assertThat(DurationText.parse(defaults.get("backoff").asString())).isEqualTo(builtIn.backoff());
        assertThat(defaults.get("multiplier").asDouble()).isEqualTo(builtIn.multiplier());
        assertThat(DurationText.parse(defaults.get("max-backoff").asString())).isEqualTo(builtIn.maxBackoff());
        assertThat(defaults.get("jitter").asDouble()).isEqualTo(builtIn.jitter());
        assertThat(builtIn.noRetryFor()).as("which the Javadoc calls none").isEmpty();
    }
}
