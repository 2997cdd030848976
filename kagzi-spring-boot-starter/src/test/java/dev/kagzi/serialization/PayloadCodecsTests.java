package dev.kagzi.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class PayloadCodecsTests {

    private static final UUID RUN = UUID.fromString("019a0000-0000-7000-8000-000000000001");
    private static final UUID OTHER = UUID.fromString("019a0000-0000-7000-8000-000000000002");
    private static final Payload PLAIN = Payload.of("{\"card\":4242}");

    private final BoundCodec one = new BoundCodec("one");
    private final BoundCodec two = new BoundCodec("two");

    @Test
    void readsWhatItWroteAndWhatIsPlain() {
        PayloadMapper mapper = one.mapper();
        PayloadPlace place = PayloadPlace.stepOutput(RUN, StepKey.of("charge", 2));

        Payload encoded = mapper.encode(PLAIN, place);

        assertThat(encoded.encoding()).isEqualTo("one");
        assertThat(new String(encoded.bytes(), StandardCharsets.UTF_8)).doesNotContain("card");
        assertThat(mapper.read(encoded, Map.class, place)).isEqualTo(Map.of("card", 4242));
        assertThat(mapper.read(PLAIN, Map.class, place)).isEqualTo(Map.of("card", 4242));
        assertThat(one.encoded)
                .containsExactly(
                        new PayloadContext("default", RUN.toString(), PayloadContext.Kind.STEP_OUTPUT, "charge#2"));
    }

    @Test
    void decodesForTheRunItWasEncodedFor() {
        Payload encoded = one.mapper().encode(PLAIN, PayloadPlace.input(RUN));

        assertThat(one.mapper().read(encoded.encodedFor(RUN), Map.class, PayloadPlace.input(OTHER)))
                .isEqualTo(Map.of("card", 4242));
        assertThatExceptionOfType(PayloadCodecException.class)
                .isThrownBy(() -> one.mapper().read(encoded, Map.class, PayloadPlace.input(OTHER)))
                .withMessageContaining("'one' could not decode the input of run '" + OTHER + "'");
    }

    @Test
    void findsTheCodecByItsEncoding() {
        PayloadCodecs both = new PayloadCodecs("default", "two", Map.of("one", one, "two", two));
        Payload old = one.mapper().encode(PLAIN, PayloadPlace.input(RUN));

        assertThat(both.decode(old, PayloadPlace.input(RUN))).isEqualTo(PLAIN);
        assertThat(both.encode(PLAIN, PayloadPlace.input(RUN)).encoding()).isEqualTo("two");
        assertThatExceptionOfType(PayloadCodecException.class)
                .isThrownBy(() -> two.mapper().read(old, Map.class, PayloadPlace.input(RUN)))
                .withMessageContainingAll("'one'", "[two]", RUN.toString());
        assertThatExceptionOfType(PayloadCodecException.class)
                .isThrownBy(() -> new PayloadMapper(JsonMapper.shared()).read(old, Map.class, PayloadPlace.input(RUN)));
    }

    @Test
    void refusesWhatIsPlainWhenTheCodecDoes() {
        one.acceptsPlain = false;

        assertThatExceptionOfType(PayloadCodecException.class)
                .isThrownBy(() -> one.mapper().read(PLAIN, Map.class, PayloadPlace.input(RUN)))
                .withMessageContaining("the input of run '" + RUN + "' is plain");
        assertThat(one.mapper().read(null, Map.class, PayloadPlace.input(RUN))).isNull();
    }

    @Test
    void theHashOfAnInputIsThatOfItsBytesOutsideWhiteSpace() {
        assertThat(one.mapper().inputHash(Payload.of("0")))
                .isEqualTo("5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9");
        assertThat(one.mapper().inputHash(Payload.of("{ \"a\" : 1 }")))
                .isEqualTo(one.mapper().inputHash(Payload.of("{\"a\":1}")));
        assertThat(new PayloadMapper(JsonMapper.shared()).inputHash(PLAIN)).isNull();
    }

    @Test
    void messagesDoNotQuoteWhatIsSecret() {
        PayloadMapper mapper = one.mapper();
        Payload encoded = mapper.encode(Payload.of("\"4242\""), PayloadPlace.input(RUN));

        assertThatExceptionOfType(PayloadException.class)
                .isThrownBy(() -> mapper.read(encoded, UUID.class, PayloadPlace.input(RUN)))
                .withMessageContaining("java.util.UUID")
                .withNoCause()
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("4242"));
    }

    @Test
    void noTwoPlacesHaveTheSameBytes() {
        Stream<PayloadContext> contexts = Stream.of(
                new PayloadContext("a", "b", PayloadContext.Kind.INPUT, null),
                new PayloadContext("ab", "", PayloadContext.Kind.INPUT, null),
                new PayloadContext("a", "b", PayloadContext.Kind.OUTPUT, null),
                new PayloadContext("a", "b", PayloadContext.Kind.STEP_INPUT, "x"),
                new PayloadContext("a", "b", PayloadContext.Kind.STEP_OUTPUT, "x"),
                new PayloadContext("a", "b", PayloadContext.Kind.STEP_OUTPUT, "y"));

        assertThat(contexts.map(PayloadContext::bytes)).doesNotHaveDuplicates();
        assertThat(new PayloadContext("n", "r", PayloadContext.Kind.PROGRESS, null).bytes())
                .isEqualTo("\0\0\0\1n\0\0\0\1r\0\0\0\10PROGRESS\0\0\0\0".getBytes(StandardCharsets.US_ASCII));
    }
}
