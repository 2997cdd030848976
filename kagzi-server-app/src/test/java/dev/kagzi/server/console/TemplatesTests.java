package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

class TemplatesTests {

    static Stream<Resource> templates() throws IOException {
        return Stream.of(new PathMatchingResourcePatternResolver().getResources("classpath:/console/templates/*.html"));
    }

    /** On a phone a row becomes a block, in which each cell says what it is. */
    @ParameterizedTest
    @MethodSource("templates")
    void cellsHaveLabels(Resource template) throws IOException {
        assertThat(tags(template, "td")).allMatch(tag -> tag.contains("data-label="));
        assertThat(tags(template, "th")).allMatch(tag -> tag.contains("scope="));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void tablesAreReachedByTheKeyboard(Resource template) throws IOException {
        assertThat(tags(template, "div"))
                .filteredOn(tag -> tag.contains("class=\"table\""))
                .allMatch(tag -> tag.contains("tabindex=\"0\" role=\"region\"") && tag.contains("aria-label="));
    }

    /** It takes the place of itself, and keeps it. */
    @ParameterizedTest
    @MethodSource("templates")
    void whatIsRefreshedSaysHow(Resource template) throws IOException {
        assertThat(tags(template, "[a-z:]+"))
                .filteredOn(tag -> tag.contains("data-every=") && !tag.contains("data-source="))
                .allMatch(tag ->
                        tag.contains(" id=") && tag.contains("hx-get=") && tag.contains("hx-trigger=\"refresh\""))
                .allMatch(tag -> tag.contains("hx-swap=\"outerHTML\"")
                        && tag.replaceAll("(?s).* id=\"([^\"]*)\".*", "#$1")
                                .equals(tag.replaceAll("(?s).*hx-select=\"([^\"]*)\".*", "$1")));
    }

    /** The browser would refuse them. */
    @ParameterizedTest
    @MethodSource("templates")
    void scriptsAndStylesAreFiles(Resource template) throws IOException {
        assertThat(tags(template, "script")).allMatch(tag -> tag.contains(" src="));
        assertThat(tags(template, "[a-z:]+")).noneMatch(tag -> tag.matches("(?s).*\\s(style|on[a-z]+)=.*"));
    }

    private static Stream<String> tags(Resource template, String name) throws IOException {
        return Pattern.compile("<" + name + "(\\s(\"[^\"]*\"|[^\">])*)?>")
                .matcher(template.getContentAsString(StandardCharsets.UTF_8))
                .results()
                .map(MatchResult::group);
    }
}
