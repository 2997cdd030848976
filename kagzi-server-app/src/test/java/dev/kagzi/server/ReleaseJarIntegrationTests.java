package dev.kagzi.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is in the packaged jar, and what is not. */
class ReleaseJarIntegrationTests {

    private static final Path TEST_CLASSES = Path.of("target/test-classes");

    private final List<String> entries = entries();

    @Test
    void hasNoneOfTheClassesOfTheTests() throws IOException {
        List<String> ofTests;
        try (Stream<Path> files = Files.walk(TEST_CLASSES.resolve("dev/kagzi"))) {
            ofTests = files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("package-info.class"))
                    .map(file -> "BOOT-INF/classes/" + TEST_CLASSES.relativize(file))
                    .toList();
        }

        assertThat(ofTests).hasSizeGreaterThan(100);
        assertThat(entries).contains("BOOT-INF/classes/dev/kagzi/server/KagziServerApplication.class");
        assertThat(entries).doesNotContainAnyElementsOf(ofTests);
    }

    @Test
    void cannotMakeFaults() {
        assertThat(Path.of("target/test-classes/dev/kagzi/server/failpoint")).isDirectory();
        assertThat(entries)
                .noneMatch(entry -> entry.toLowerCase(java.util.Locale.ROOT).contains("failpoint"));
    }

    @Test
    void hasNoLibraryOfTheTests() {
        assertThat(entries)
                .noneMatch(entry -> entry.matches(
                        "BOOT-INF/lib/(junit|jqwik|mockito|assertj|awaitility|archunit|spring-boot-test).*"));
    }

    private static List<String> entries() {
        try (JarFile jar = new JarFile("target/kagzi-server-app.jar")) {
            return jar.stream().map(JarEntry::getName).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
