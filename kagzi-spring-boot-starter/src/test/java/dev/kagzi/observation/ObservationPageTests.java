package dev.kagzi.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.common.docs.KeyName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ObservationPageTests {

    private static final Map<KagziObservation, String> NAMES = Map.of(
            KagziObservation.RUN, new DefaultRunObservationConvention().getName(),
            KagziObservation.STEP, new DefaultStepObservationConvention().getName(),
            KagziObservation.CLIENT, new DefaultClientObservationConvention().getName());

    @Test
    void thePageListsEveryObservationWithItsKeys() throws IOException {
        String page = Files.readString(Path.of("../docs/reference/observations.md"));
        List<String> sections = List.of(page.split("(?m)^## "));

        assertThat(sections).hasSize(KagziObservation.values().length + 2);
        for (KagziObservation observation : KagziObservation.values()) {
            String section = sections.stream()
                    .filter(text -> text.startsWith("`" + NAMES.get(observation) + "`\n"))
                    .findFirst()
                    .orElseThrow();
            assertThat(rows(section))
                    .containsExactlyElementsOf(Stream.concat(
                                    keys(observation.getLowCardinalityKeyNames(), "metrics and traces"),
                                    keys(observation.getHighCardinalityKeyNames(), "traces"))
                            .toList());
        }
    }

    private static List<String> rows(String section) {
        return Pattern.compile("(?m)^\\| `([^`]+)` \\| ([^|]+) \\|")
                .matcher(section)
                .results()
                .map((MatchResult row) -> row.group(1) + ": " + row.group(2).strip())
                .toList();
    }

    private static Stream<String> keys(KeyName[] names, String where) {
        return Arrays.stream(names).map(name -> name.asString() + ": " + where);
    }
}
