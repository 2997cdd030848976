package dev.kagzi.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The chart with the values of one file. */
final class Chart {

    static final Path DIRECTORY = Path.of("kagzi");

    /** The oldest Kubernetes that the chart says it is for. */
    private static final String OLDEST = "1.29.0";

    /** A copy in which nothing is a hook: this Helm does not show those. */
    private static final Path WITHOUT_HOOKS = withoutHooks();

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Chart() {}

    /** The files of values that stand for what the chart is installed with. */
    static List<Path> values() {
        try (Stream<Path> files = Files.list(DIRECTORY.resolve("ci"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path values(String name) {
        return DIRECTORY.resolve("ci/" + name + "-values.yaml");
    }

    static List<Manifest> render(Path values) {
        return Manifest.all(template(values).call());
    }

    /** With another value in place of the file's, as {@code --set} gives it. */
    static List<Manifest> render(Path values, String name, Object value) {
        return render(values, Map.of(name, value));
    }

    static List<Manifest> render(Path values, Map<String, Object> others) {
        TemplateCommand template = template(values);
        others.forEach(template::set);
        return Manifest.all(template.call());
    }

    private static TemplateCommand template(Path values) {
        return new Helm(WITHOUT_HOOKS)
                .template()
                .withName("shop")
                .withNamespace("kagzi")
                .withKubeVersion(OLDEST)
                .withValuesFile(values);
    }

    private static Path withoutHooks() {
        try {
            Path copy = Files.createTempDirectory(Path.of("target"), "chart");
            copyTo(copy);
            try (Stream<Path> templates = Files.list(copy.resolve("templates"))) {
                for (Path template : templates.toList()) {
                    Files.writeString(template, Files.readString(template).replace("helm.sh/hook", "example.com/hook"));
                }
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copyTo(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(DIRECTORY)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve(DIRECTORY.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    /** Lint knows of no values but the chart's own: a copy of it, with these for its own. */
    static LintResult lint(Path values, Path directory) {
        try {
            copyTo(directory);
            Path own = directory.resolve("values.yaml");
            JsonNode merged =
                    YAML.readerForUpdating(YAML.readTree(own.toFile())).readTree(Files.readString(values));
            YAML.writeValue(own.toFile(), merged);
            return new Helm(directory).lint().strict().call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
