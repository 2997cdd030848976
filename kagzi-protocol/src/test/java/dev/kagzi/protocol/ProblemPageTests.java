package dev.kagzi.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ProblemPageTests {

    private static final Pattern SECTION = Pattern.compile("(?m)^## (.+)\\n\\n(.+)$");

    @Test
    void everyCodeHasItsSection() throws IOException {
        String page = Files.readString(Path.of("../docs/problems.md"));

        assertThat(SECTION.matcher(page).results().map(section -> section.group(1) + ": " + section.group(2)))
                .containsExactlyElementsOf(Arrays.stream(ProblemCode.values())
                        .map(ProblemPageTests::section)
                        .toList());
    }

    private static String section(ProblemCode code) {
        return code + ": " + code.status() + " · " + code.title() + " · "
                + (code.retryable() ? "retryable" : "not retryable");
    }
}
