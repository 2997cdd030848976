package dev.kagzi.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StartRun;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class PayloadJsonTests {

    private final JsonMapper mapper = ProtocolJson.builder().build();

    static java.util.stream.Stream<String> payloads() {
        return java.util.stream.Stream.of(
                "1e400",
                "1.10",
                "-0.0",
                "1234567890123456789012345678901234567890",
                "\"a\\u0000b\"",
                "\"\\ud800\"",
                "\"\"",
                "{\"a\":1,\"a\":2}",
                "null",
                "true",
                "[ 1 , { \"x\" : [ ] } ]",
                "\"ü€😀\"",
                "[".repeat(100) + "]".repeat(100),
                "\"" + "x".repeat(100_000) + "\"",
                "9".repeat(9_000));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void keepsBytesWhereverThePayloadStands(String json) {
        for (String document : new String[] {
            "{\"workflow\":\"w\",\"input\":" + json + "}",
            "{\"input\" :\t" + json + "\n , \"workflow\":\"w\"}",
            "{\"unknown\":{\"input\":[0]},\"input\":" + json + " ,\"workflow\":\"ü\"}"
        }) {
            StartRun start = ProtocolJson.read(mapper, document.getBytes(StandardCharsets.UTF_8), StartRun.class);
            assertThat(start.input()).isEqualTo(Payload.of(json));
            String written = mapper.writeValueAsString(start);
            assertThat(written).contains("\"input\":" + json);
            assertThat(new String(mapper.writeValueAsBytes(start), StandardCharsets.UTF_8))
                    .isEqualTo(written);
        }
    }

    @Test
    void absentPayloadIsNoPayload() {
        StartRun start =
                ProtocolJson.read(mapper, "{\"workflow\":\"w\"}".getBytes(StandardCharsets.UTF_8), StartRun.class);
        assertThat(start.input()).isNull();
        assertThat(mapper.writeValueAsString(start)).isEqualTo("{\"workflow\":\"w\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"input\":1e}", "{\"input\":\"a}", "{\"input\":[1,}", "{\"input\":01}", "{} {}"})
    void refusesMalformedDocuments(String document) {
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> ProtocolJson.read(mapper, document.getBytes(StandardCharsets.UTF_8), StartRun.class));
    }

    @Test
    void refusesDocumentsThatAreNotUtf8() {
        byte[] utf16 = "{\"workflow\":\"w\",\"input\":1}".getBytes(StandardCharsets.UTF_16LE);
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> ProtocolJson.read(mapper, utf16, StartRun.class));
    }
}
