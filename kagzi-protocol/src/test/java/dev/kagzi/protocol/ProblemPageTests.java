package dev.kagzi.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemPageTests {

    private static final Path PAGES = Path.of("../docs/reference/problems");
    private static final String INDEX = "README.md";
    private static final Pattern FAILURE_TYPE = Pattern.compile("(?m)^\\| `(\\w+)` \\| (\\w+) \\| .+ \\|$");

    @ParameterizedTest
    @EnumSource
    void everyCodeHasItsPage(ProblemCode code) throws IOException {
        String remedy = code.retryable() ? "retryable" : "not retryable";

        assertThat(PAGES.resolve(file(code)))
                .content()
                .startsWith("# %s\n\n%d · %s · %s\n\n".formatted(code, code.status(), code.title(), remedy))
                .contains("\n**What to do:** ");
        assertThat(PAGES.resolve(INDEX))
                .content()
                .contains("| [%s](%s) | %d | %s | %s |\n"
                        .formatted(code, file(code), code.status(), code.title(), code.retryable() ? "yes" : "no"));
    }

    @Test
    void everyPageHasItsCode() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES)) {
            assertThat(pages.map(page -> page.getFileName().toString()).filter(page -> !page.equals(INDEX)))
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(ProblemCode.values())
                            .map(ProblemPageTests::file)
                            .toList());
        }
    }

    @Test
    void theIndexListsEveryFailureTypeWithItsStatus() throws IOException {
        String section = Files.readString(PAGES.resolve(INDEX)).split("(?m)^## Failure types.*$", 2)[1];

        assertThat(FAILURE_TYPE.matcher(section).results().map(row -> row.group(1) + " " + row.group(2)))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(FailureType.values())
                        .map(type -> type + " " + type.status())
                        .toList());
    }

    private static String file(ProblemCode code) {
        return code.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".md";
    }
}
