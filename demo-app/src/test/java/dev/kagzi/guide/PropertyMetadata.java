package dev.kagzi.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A property as its metadata has it.
 *
 * @param defaultValue empty where the description has to say what happens without the property
 */
record PropertyMetadata(String name, String type, String description, String defaultValue) {

    private static final Pattern OF_KAGZI = Pattern.compile("(management\\.(health|endpoint)\\.)?kagzi\\.");
    private static final Pattern DEFAULT_IN_WORDS = Pattern.compile(" ?Default: (.+)\\.$");

    /** All under {@code kagzi}, and those of Kagzi under {@code management}, in the order of the alphabet. */
    static List<PropertyMetadata> of(Path module) throws IOException {
        return StreamSupport.stream(json(module).path("properties").spliterator(), false)
                .map(PropertyMetadata::read)
                .filter(property -> OF_KAGZI.matcher(property.name).lookingAt())
                .toList();
    }

    static JsonNode json(Path module) throws IOException {
        return new JsonMapper()
                .readTree(
                        Files.readString(module.resolve("target/classes/META-INF/spring-configuration-metadata.json")));
    }

    private static PropertyMetadata read(JsonNode property) {
        return new PropertyMetadata(
                property.path("name").asString(""),
                property.path("type").asString(""),
                property.path("description").asString(""),
                property.path("defaultValue").asString(""));
    }

    /** As people write it: without packages. */
    String shortType() {
        return type.replaceAll("\\b(\\w+\\.)+", "").replace('$', '.');
    }

    String defaultText() {
        Matcher inWords = DEFAULT_IN_WORDS.matcher(description);
        if (!defaultValue.isEmpty()) {
            return "`" + defaultValue + "`";
        }
        return inWords.find() ? inWords.group(1) : "";
    }

    String meaning() {
        return DEFAULT_IN_WORDS.matcher(description).replaceFirst("");
    }
}
