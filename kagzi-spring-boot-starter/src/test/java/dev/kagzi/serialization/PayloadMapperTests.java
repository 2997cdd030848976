package dev.kagzi.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.kagzi.TypeRef;
import dev.kagzi.protocol.Payload;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

class PayloadMapperTests {

    private final PayloadMapper mapper = new PayloadMapper(JsonMapper.shared());

    @Test
    void elementsOfAGenericTypeKeepTheirTypes() {
        var type = new TypeRef<List<Shape>>() {}.type();
        Payload written = mapper.write(List.of(new Circle(1), new Square(2)), type);

        assertThat(mapper.read(written, type)).isEqualTo(List.of(new Circle(1), new Square(2)));
    }

    @Test
    void nullIsAPayloadAndAnAbsentPayloadIsNull() {
        assertThat(mapper.write(null)).isEqualTo(Payload.NULL);
        assertThat(mapper.read(null, String.class)).isNull();
        assertThat(mapper.read(Payload.of("{}"), void.class)).isNull();
    }

    @Test
    void loneSurrogatesAndNulSurvive() {
        String text = "a\uD800b\u0000c\uDC00";

        assertThat(mapper.read(mapper.write(text), String.class)).isEqualTo(text);
    }

    @Test
    void whatCannotBeWrittenOrReadIsNamed() {
        assertThatThrownBy(() -> mapper.write(new Endless()))
                .isInstanceOf(PayloadException.class)
                .hasMessageContaining(Endless.class.getName());
        assertThatThrownBy(() -> mapper.read(Payload.of("[]"), Circle.class))
                .isInstanceOf(PayloadException.class)
                .hasMessageContaining(Circle.class.getName());
    }

    @Test
    void codeThatThrowsWhileItIsWrittenOrReadIsNamedWhateverTheMapperMakesOfIt() {
        PayloadMapper unwrapped = new PayloadMapper(JsonMapper.builder()
                .disable(SerializationFeature.WRAP_EXCEPTIONS)
                .disable(DeserializationFeature.WRAP_EXCEPTIONS)
                .build());
        for (PayloadMapper each : List.of(mapper, unwrapped)) {
            assertThatThrownBy(() -> each.write(new Failing())).isInstanceOf(PayloadException.class);
            assertThatThrownBy(() -> each.write(new Unloadable())).isInstanceOf(PayloadException.class);
            assertThatThrownBy(() -> each.read(Payload.of("{\"value\":1}"), Strict.class))
                    .isInstanceOf(PayloadException.class);
        }
    }

    static final class Failing {

        public String getText() {
            throw new IllegalStateException("not ready");
        }
    }

    static final class Unloadable {

        public String getText() {
            throw new NoClassDefFoundError("missing");
        }
    }

    record Strict(int value) {

        Strict {
            throw new IllegalStateException("no value is good enough");
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({@JsonSubTypes.Type(Circle.class), @JsonSubTypes.Type(Square.class)})
    interface Shape {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}

    static final class Endless {

        public Endless getSelf() {
            return this;
        }
    }
}
