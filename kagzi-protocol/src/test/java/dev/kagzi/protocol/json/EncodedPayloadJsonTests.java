package dev.kagzi.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.StepPage;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

class EncodedPayloadJsonTests {

    private static final byte[] SECRET = {0, 1, (byte) 0xff, '"', '\\', 10};
    private static final String DATA = "AAH/IlwK";

    private final JsonMapper mapper = ProtocolJson.builder().build();

    @Test
    void standsUnderTheNameOfItsPartWithEncodedAdded() {
        StartRun start = read(
                "{\"workflow\":\"w\",\"inputEncoded\":{\"encoding\":\"zip\",\"data\":\"" + DATA
                        + "\"},\"inputHash\":\"h\"}",
                StartRun.class);

        assertThat(start.input()).isEqualTo(Payload.encoded("zip", SECRET));
        assertThat(start.inputHash()).isEqualTo("h");
        assertThat(mapper.writeValueAsString(start))
                .isEqualTo("{\"workflow\":\"w\",\"inputEncoded\":{\"encoding\":\"zip\",\"data\":\"" + DATA
                        + "\"},\"inputHash\":\"h\"}");
    }

    @Test
    void namesTheRunItWasEncodedForWhereThatIsAnother() {
        UUID run = UUID.fromString("019a0000-0000-7000-8000-000000000001");
        String json =
                "{\"steps\":[{\"step\":{\"name\":\"a\",\"occurrence\":1},\"position\":1,\"kind\":\"STEP\",\"status\":\"COMPLETED\","
                        + "\"outputEncoded\":{\"encoding\":\"zip\",\"data\":\"\",\"runId\":\"" + run
                        + "\"},\"attempts\":1}]}";

        StepPage page = read(json, StepPage.class);

        assertThat(page.steps().get(0).output().encodedFor()).isEqualTo(run);
        assertThat(mapper.writeValueAsString(page)).isEqualTo(json);
    }

    @Test
    void aSiblingOfTheSameShapeIsReadAfterIt() {
        StepPage page = read(
                "{\"steps\":[" + step("\"output\":1") + ","
                        + step("\"outputEncoded\":{\"data\":\"\",\"encoding\":\"e\",\"x\":[{}]}") + ","
                        + step("\"output\":{\"encoding\":\"e\"}") + "," + step("\"x\":1") + "]}",
                StepPage.class);

        assertThat(page.steps())
                .extracting(HistoryStep::output)
                .containsExactly(
                        Payload.of("1"), Payload.encoded("e", new byte[0]), Payload.of("{\"encoding\":\"e\"}"), null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{\"data\":\"AA==\"}|/inputEncoded/encoding|is required",
                "{\"encoding\":\"e\"}|/inputEncoded/data|is required",
                "{\"encoding\":\"e\",\"data\":null}|/inputEncoded/data|has to be a string",
                "{\"encoding\":1,\"data\":\"\"}|/inputEncoded/encoding|has to be a string",
                "{\"encoding\":\"e\",\"data\":\"A\"}|/inputEncoded/data|has to be base64",
                "{\"encoding\":\"e\",\"data\":\"_-==\"}|/inputEncoded/data|has to be base64",
                "{\"encoding\":\"e\",\"data\":\"AAAA\\nAAAA\"}|/inputEncoded/data|has to be base64",
                "{\"encoding\":\"e\",\"data\":\"\",\"runId\":\"7\"}|/inputEncoded/runId|has to be a UUID",
                "\"AA==\"|/inputEncoded|has to be an object",
                "[]|/inputEncoded|has to be an object",
                "null|/inputEncoded|has to be an object"
            })
    void refusesOtherForms(String json, String pointer, String detail) {
        assertRefused("{\"workflow\":\"w\",\"inputEncoded\":" + json + "}", pointer, detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "{\"a\":1}", "[]", "\"x\""})
    void refusesBothForms(String plain) {
        String encoded = "\"inputEncoded\":{\"encoding\":\"e\",\"data\":\"\"}";

        assertRefused("{\"input\":" + plain + "," + encoded + "}", "/inputEncoded", "together with 'input'");
        assertRefused("{" + encoded + ",\"id\":\"i\",\"input\":" + plain + "}", "/input", "with 'inputEncoded'");
    }

    @Test
    void isNoElementOfAList() {
        assertThatExceptionOfType(DatabindException.class)
                .isThrownBy(() -> mapper.writeValueAsString(List.of(Payload.encoded("e", SECRET))));
    }

    static Stream<RecordComponent> payloads() {
        return Stream.concat(
                        Stream.of(
                                StartRun.class,
                                RunSnapshot.class,
                                StepSnapshot.class,
                                ClaimedRun.class,
                                HistoryStep.class),
                        Stream.concat(
                                Arrays.stream(Report.class.getPermittedSubclasses()),
                                Arrays.stream(Report.class.getPermittedSubclasses())
                                        .filter(Class::isSealed)
                                        .flatMap(kind -> Arrays.stream(kind.getPermittedSubclasses()))))
                .filter(Class::isRecord)
                .flatMap(type -> Arrays.stream(type.getRecordComponents()))
                .filter(component -> component.getType() == Payload.class);
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void everyPayloadOfTheContractHasItsEncodedForm(RecordComponent component) {
        assertThat(component.getAccessor().getAnnotation(JsonAlias.class).value())
                .containsExactly(component.getName() + "Encoded");
    }

    private void assertRefused(String json, String pointer, String detail) {
        assertThatExceptionOfType(MismatchedInputException.class)
                .isThrownBy(() -> read(json, StartRun.class))
                .satisfies(refusal -> {
                    assertThat(refusal.getPath())
                            .filteredOn(part -> part.from() == Payload.class)
                            .extracting(part -> "/" + part.getPropertyName())
                            .containsExactly(pointer.split("(?=/)"));
                    assertThat(refusal.getOriginalMessage()).contains(detail);
                });
    }

    private <T> T read(String json, Class<T> type) {
        return ProtocolJson.read(mapper, json.getBytes(StandardCharsets.UTF_8), type);
    }

    private static String step(String payload) {
        return "{\"step\":{\"name\":\"a\",\"occurrence\":1},\"position\":1,\"kind\":\"STEP\",\"status\":\"COMPLETED\",\"attempts\":1,"
                + payload + "}";
    }
}
