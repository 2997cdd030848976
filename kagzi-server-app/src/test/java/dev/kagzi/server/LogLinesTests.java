package dev.kagzi.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import dev.kagzi.server.test.DocumentTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.mock.env.MockEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogLinesTests {

    private static final String EVIL = "a\n2026-11-02T09:00:00Z  INFO forged\u001b[31m\u009b\r\u0007";

    private final LoggerContext context = new LoggerContext();

    private LoggingEvent event(String message, Map<String, String> pairs) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(context);
        event.setLoggerName("dev.kagzi.server.run.TransitionLog");
        event.setLevel(Level.DEBUG);
        event.setThreadName("kagzi-report-1");
        event.setInstant(Instant.parse("2026-11-02T09:00:00.123Z"));
        event.setMessage(message);
        event.setMDCPropertyMap(Map.of());
        pairs.forEach((key, value) -> event.addKeyValuePair(new KeyValuePair(key, value)));
        return event;
    }

    private static String encode(Encoder<ch.qos.logback.classic.spi.ILoggingEvent> encoder, LoggingEvent event) {
        encoder.start();
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    private String structured(String format, LoggingEvent event) {
        MockEnvironment environment = new MockEnvironment().withProperty("spring.application.name", "kagzi-server");
        context.putObject(Environment.class.getName(), environment);
        StructuredLogEncoder encoder = new StructuredLogEncoder();
        encoder.setContext(context);
        encoder.setFormat(format);
        return encode(encoder, event);
    }

    private String plain(LoggingEvent event) {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ClassPathResource("application.yml"));
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        // Boot's own word for stack traces is known to Boot's own encoder alone.
        encoder.setPattern(Objects.requireNonNull(yaml.getObject())
                .getProperty("logging.pattern.console")
                .replace("%wEx", "%ex"));
        return encode(encoder, event);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecs", "logstash"})
    void structuredLinesHoldTheIdsAndCannotBeForged(String format) {
        String line = structured(format, event(EVIL, Map.of("runId", EVIL)));
        assertThat(line.strip()).doesNotContainPattern("\\p{Cntrl}").doesNotContainPattern("[\\x80-\\x9f]");
        JsonNode json = JsonMapper.builder().build().readTree(line);
        assertThat(json.path("message").asString()).isEqualTo(EVIL);
        assertThat(json.path("runId").asString()).isEqualTo(EVIL);
    }

    @Test
    void plainLinesHoldTheIdsAndCannotBeForged() {
        String line = plain(event(EVIL, Map.of("runId", EVIL)));
        assertThat(line.lines().skip(1)).allSatisfy(more -> assertThat(more).startsWith("  "));
        assertThat(line).contains("runId=\"a").doesNotContain("\u001b", "\u009b", "\r", "\u0007");
        assertThat(plain(event("Run is COMPLETED", Map.of("runId", "42"))))
                .isEqualTo("2026-11-02T09:00:00.123Z DEBUG [kagzi-report-1] dev.kagzi.server.run.TransitionLog"
                        + " : Run is COMPLETED runId=\"42\"" + System.lineSeparator());
    }

    @Test
    void theReferenceListsEveryField() throws IOException {
        StringBuilder sources = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sources.append(Files.readString(file));
            }
        }
        Set<String> fields = Pattern.compile("\\.addKeyValue\\(\\s*\"(\\w+)\"")
                .matcher(sources)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
        assertThat(DocumentTable.of("reference/health-and-logs.md", "Fields of the server's lines")
                        .codes(0))
                .containsExactlyInAnyOrderElementsOf(fields);
        assertThat(sources).as("the page says that there is no log context").doesNotContain("org.slf4j.MDC");
    }

    /** The line in the guide is one that the server writes. */
    @Test
    void theGuideShowsALineAsItIs() throws IOException {
        LoggingEvent event = event(
                "Run is COMPLETED",
                new java.util.TreeMap<>(Map.of(
                        "from", "RUNNING",
                        "namespaceId", "00000000-0000-7000-8000-000000000001",
                        "reason", "COMPLETED",
                        "runId", "019a4381-7dd8-7d1a-8bc7-1c1f21c30be4",
                        "to", "COMPLETED",
                        "workflow", "order")));
        assertThat(Files.readString(Path.of("../docs/how-to/run-the-server.md")))
                .contains(structured("ecs", event).strip());
    }
}
