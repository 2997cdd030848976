package dev.kagzi.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What editors and pages say of the properties. */
class PropertiesTests {

    private static final Path ROOT = Path.of("..");
    private static final Path STARTER = ROOT.resolve("kagzi-spring-boot-starter");
    private static final Path SERVER = ROOT.resolve("kagzi-server-app");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `((?:management\\.[a-z]+\\.)?kagzi\\.[a-z.-]+)` \\| (.*?) \\|");

    @ParameterizedTest
    @MethodSource("properties")
    void hasDescriptionTypeAndDefault(PropertyMetadata property) {
        assertThat(property.type()).as("type").isNotBlank();
        assertThat(property.meaning()).as("description").isNotBlank().endsWith(".");
        assertThat(property.defaultText())
                .as("default, as a value or as a last sentence 'Default: …' of the description")
                .isNotBlank();
    }

    @Test
    void keysOfMapsHaveHints() throws IOException {
        List<String> hints = PropertyMetadata.json(STARTER).path("hints").findValuesAsString("name");
        List<String> maps = PropertyMetadata.of(STARTER).stream()
                .filter(property -> property.type().startsWith("java.util.Map"))
                .map(property -> property.name() + ".keys")
                .toList();

        assertThat(maps).isNotEmpty();
        assertThat(hints).containsAll(maps);
    }

    @Test
    void theReferenceListsThemAllAndNoOthers() throws IOException {
        String expected = new PropertiesPage(ROOT).text();
        Path copy = Files.writeString(Path.of("target/properties.md"), expected);

        assertThat(ROOT.resolve("docs/reference/properties.md"))
                .as("what it should say is in demo-app/%s: copy it", copy)
                .content()
                .isEqualTo(expected);
    }

    @Test
    void theGuideDoesNotContradictTheMetadata() throws IOException {
        Map<String, PropertyMetadata> known =
                properties().collect(Collectors.toMap(PropertyMetadata::name, Function.identity()));

        assertThat(ROW.matcher(Files.readString(ROOT.resolve("docs/configuration.md")))
                        .results())
                .hasSizeGreaterThan(15)
                .allSatisfy(row -> {
                    assertThat(known).containsKey(row.group(1));
                    String value = known.get(row.group(1)).defaultValue();
                    if (!value.isEmpty()) {
                        assertThat(row.group(2))
                                .as("default of " + row.group(1))
                                .isEqualTo("`" + value + "`");
                    }
                });
    }

    static Stream<PropertyMetadata> properties() throws IOException {
        return Stream.concat(PropertyMetadata.of(STARTER).stream(), PropertyMetadata.of(SERVER).stream());
    }
}
