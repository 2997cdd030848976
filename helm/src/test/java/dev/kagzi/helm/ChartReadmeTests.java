package dev.kagzi.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The values in the README are those of {@code values.yaml}, and the schema knows just these. */
class ChartReadmeTests {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BEGIN = "<!-- values -->\n";
    private static final String END = "<!-- /values -->";
    private static final Pattern ENTRY = Pattern.compile("( *)([\\w.]+):.*");
    private static final Pattern COMMENT = Pattern.compile(" *# -- (.*)");

    @Test
    void theReadmeListsAllValues() throws IOException {
        Path readme = Chart.DIRECTORY.resolve("README.md");
        String text = Files.readString(readme);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        assertThat(begin).isLessThanOrEqualTo(end);
        String expected = text.substring(0, begin) + table() + text.substring(end);
        Path copy = Path.of("target/README.md");
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, expected);

        assertThat(text).as("what it should say is in helm/%s: copy it", copy).isEqualTo(expected);
    }

    @Test
    void theSchemaKnowsAllValuesAndNoOthers() throws IOException {
        JsonNode schema =
                JSON.readTree(Chart.DIRECTORY.resolve("values.schema.json").toFile());
        JsonNode values = YAML.readTree(Chart.DIRECTORY.resolve("values.yaml").toFile());
        assertThat(names(schema.path("properties"), values, "", schema))
                // Every chart has it.
                .filteredOn(name -> !name.equals("global"))
                .containsExactlyInAnyOrderElementsOf(names(values, values, "", schema));
    }

    /**
     * The names of values; a map that is empty by default is one.
     *
     * @param among what to take the names from, the values or the schema's properties
     */
    private static List<String> names(JsonNode among, JsonNode values, String path, JsonNode schema) {
        List<String> names = new ArrayList<>();
        among.fieldNames().forEachRemaining(field -> {
            String name = path + field;
            JsonNode value = values.path(field);
            JsonNode described = schema.path("properties").path(field);
            if (described.has("properties") && !value.isEmpty()) {
                assertThat(described.path("additionalProperties").asBoolean(true))
                        .as(name)
                        .isFalse();
                JsonNode below = among == values ? value : described.path("properties");
                names.addAll(names(below, value, name + ".", described));
            } else {
                names.add(name);
            }
        });
        return names;
    }

    private static String table() throws IOException {
        Map<String, String> comments = comments();
        JsonNode schema =
                JSON.readTree(Chart.DIRECTORY.resolve("values.schema.json").toFile());
        JsonNode values = YAML.readTree(Chart.DIRECTORY.resolve("values.yaml").toFile());
        StringBuilder table = new StringBuilder("| value | default | meaning |\n|---|---|---|\n");
        for (String name : names(values, values, "", schema)) {
            String json = JSON.writeValueAsString(values.at("/" + name.replace('.', '/')));
            table.append("| `%s` | `%s` | %s |%n".formatted(name, json, comments.getOrDefault(name, "")));
        }
        return table.toString();
    }

    /** What stands above each value. */
    private static Map<String, String> comments() throws IOException {
        Map<String, String> comments = new TreeMap<>();
        Deque<String> path = new ArrayDeque<>();
        String comment = null;
        for (String line : Files.readAllLines(Chart.DIRECTORY.resolve("values.yaml"))) {
            Matcher said = COMMENT.matcher(line);
            Matcher entry = ENTRY.matcher(line);
            if (said.matches()) {
                comment = said.group(1);
            } else if (entry.matches()) {
                int depth = entry.group(1).length() / 2;
                while (path.size() > depth) {
                    path.removeLast();
                }
                path.addLast(entry.group(2));
                if (comment != null) {
                    comments.put(String.join(".", path), comment);
                }
                comment = null;
            }
        }
        return comments;
    }
}
