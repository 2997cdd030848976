package dev.kagzi.chaos.bug;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SeededBugsPageTests {

    private static final Path PAGE = Path.of("../docs/reference/chaos.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| .+ \\| (.+) \\|$");

    @Test
    void everyBugHasItsRow() throws IOException {
        assertThat(rows())
                .extracting(row -> row.group(1))
                .containsExactlyElementsOf(
                        SeededBug.all().stream().map(SeededBug::name).toList());
    }

    @Test
    void thePageSaysWhichAreNotCaught() throws IOException {
        assertThat(rows().stream().filter(row -> row.group(2).startsWith("not")).map(row -> row.group(1)))
                .containsExactlyElementsOf(SeededBug.all().stream()
                        .filter(bug -> bug.unseen() != null)
                        .map(SeededBug::name)
                        .toList());
    }

    private static List<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(PAGE)).results().toList();
    }
}
