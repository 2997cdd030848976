package dev.kagzi.chaos.bug;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SeededBugsIntegrationTests {

    private static final Path SERVER = Path.of("../kagzi-server-app/target/kagzi-server-app.jar");
    private static final Path WORKER = Path.of("target/kagzi-chaos.jar");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("bugs")
    void findsItsPlaceInThePackagedJar(SeededBug bug) throws IOException {
        Path sound = bug.where() == SeededBug.Where.SERVER ? SERVER : WORKER;
        assertThat(SeededBugs.mutate(bug, sound, directory)).isNotEqualTo(sound).isNotEmptyFile();
    }

    static Stream<SeededBug> bugs() {
        return SeededBug.all().stream();
    }
}
