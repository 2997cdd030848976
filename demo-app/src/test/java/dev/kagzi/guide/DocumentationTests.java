package dev.kagzi.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the documents say is what the sources say. */
class DocumentationTests {

    private static final Path ROOT = Path.of("..");
    private static final Path README = ROOT.resolve("README.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    private static final Pattern OF_KAGZI = Pattern.compile("(management\\.(health|endpoint)\\.)?kagzi\\.");

    /** How a page is looked at stands behind its name. */
    private static final Pattern LOOK = Pattern.compile("-(light|dark)_(desktop|phone)$");

    private static final long LARGEST_PICTURE = 150_000;

    /** Stands in an example for what was left out. */
    private static final String OMISSION = "// …";

    @ParameterizedTest
    @MethodSource("documents")
    void codeIsTakenFromCompiledSources(Path document) throws IOException {
        String sources = sources();

        for (String block : blocks(document, "java|kotlin")) {
            for (String part : flattened(block).split(OMISSION)) {
                assertThat(sources.contains(part.strip()))
                        .as("some source has the lines of %s:%n%s", document, part)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadSomewhere(Path document) throws IOException {
        for (String link : matches(LINK, Files.readString(document))) {
            if (!link.startsWith("http")) {
                String[] target = link.split("#", 2);
                Path file = target[0].isEmpty() ? document : document.resolveSibling(target[0]);
                assertThat(file).as("target of %s in %s", link, document).exists();
                if (target.length == 2) {
                    assertThat(anchors(file)).as("anchors of %s", file).contains(target[1]);
                }
            }
        }
    }

    @Test
    void picturesAreShownTakenByATestAndSmall() throws IOException {
        List<Path> shown = new ArrayList<>();
        for (Path document : documents().toList()) {
            matches(LINK, Files.readString(document))
                    .forEach(link -> shown.add(document.resolveSibling(link).normalize()));
        }
        String takers = textOf(files(Path.of("src/test/java/dev/kagzi/console")));

        assertThat(files(ROOT.resolve("docs/images"))).isNotEmpty().allSatisfy(picture -> {
            String name = picture.getFileName().toString().replaceFirst("\\.png$", "");
            String page = LOOK.matcher(name).replaceFirst("");
            assertThat(shown).contains(picture);
            assertThat(takers).containsAnyOf("picture(\"" + name + "\")", "Arguments.of(\"" + page + "\", ");
            assertThat(Files.size(picture)).as("size of %s", picture).isBetween(1L, LARGEST_PICTURE);
        });
    }

    @Test
    void readmeIsShort() throws IOException {
        assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void readmeHasOneCommandToRunAndOneToTest() throws IOException {
        assertThat(commands("Run"))
                .containsExactly("mvn -q -ntp -DskipTests package && java -jar demo-app/target/demo-app.jar");
        assertThat(commands("Test")).containsExactly("mvn -B -ntp verify");
    }

    @Test
    void everyPropertyIsDescribed() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/configuration.md"));

        assertThat(properties())
                .hasSizeGreaterThan(15)
                .allSatisfy(property ->
                        assertThat(page).contains("`" + property + (property.equals("kagzi.workflows") ? "." : "`")));
    }

    static Stream<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            List<Path> found = new ArrayList<>(
                    docs.filter(path -> path.toString().endsWith(".md")).toList());
            found.add(README);
            found.add(ROOT.resolve("CONTRIBUTING.md"));
            return found.stream();
        }
    }

    /** Of the starter and the server, as their metadata names them. */
    private static List<String> properties() throws IOException {
        String metadata = "META-INF/spring-configuration-metadata.json";
        List<URL> files = new ArrayList<>(
                Collections.list(DocumentationTests.class.getClassLoader().getResources(metadata)));
        files.add(ROOT.resolve("kagzi-server-app/target/classes")
                .resolve(metadata)
                .toUri()
                .toURL());
        List<String> properties = new ArrayList<>();
        for (URL file : files) {
            try (InputStream content = file.openStream()) {
                for (JsonNode property : new JsonMapper().readTree(content).path("properties")) {
                    properties.add(property.path("name").asString());
                }
            }
        }
        properties.removeIf(property -> !OF_KAGZI.matcher(property).lookingAt());
        return properties;
    }

    private static List<String> commands(String section) throws IOException {
        String text =
                Files.readString(README).split("(?m)^## " + section + "$", 2)[1].split("(?m)^## ", 2)[0];
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals("sh"))
                .flatMap(block -> block.group(2).strip().lines())
                .toList();
    }

    private static List<String> blocks(Path document, String languages) throws IOException {
        return BLOCK.matcher(Files.readString(document))
                .results()
                .filter(block -> block.group(1).matches(languages))
                .map(block -> block.group(2))
                .toList();
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    /** As GitHub makes them from headings. */
    private static List<String> anchors(Path document) throws IOException {
        return matches(HEADING, Files.readString(document)).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\d _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static String sources() throws IOException {
        try (Stream<Path> java = Files.walk(Path.of("src"));
                Stream<Path> kotlin = Files.walk(ROOT.resolve("kotlin-sample/src"))) {
            List<Path> files = Stream.concat(java, kotlin)
                    .filter(path -> path.toString().matches(".*\\.(java|kt)"))
                    .filter(path -> !path.endsWith("DocumentationTests.java"))
                    .toList();
            StringBuilder all = new StringBuilder();
            for (Path file : files) {
                all.append(flattened(Files.readString(file))).append('\n');
            }
            return all.toString();
        }
    }

    /** Indentation and line breaks are the formatter's. */
    private static String flattened(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining(" "));
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static String textOf(List<Path> files) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : files) {
            all.append(Files.readString(file)).append('\n');
        }
        return all.toString();
    }
}
