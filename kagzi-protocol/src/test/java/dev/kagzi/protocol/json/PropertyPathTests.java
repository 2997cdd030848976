package dev.kagzi.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kagzi.protocol.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyPathTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "customer    | {\"customer\":\"ada\"}                      | ada",
                "customer.id | {\"a\":[{\"customer\":1}],\"customer\":{\"x\":{},\"id\":7}} | 7",
                "id          | {\"id\":1.10}                               | 1.10",
                "id          | {\"id\":1e400}                              | 1e400",
                "id          | {\"id\":true}                               | true",
                "id          | {\"id\":1,\"id\":2}                         | 2",
                "id          | {\"id\":{\"a\": [1, 2]}}                    | {\"a\": [1, 2]}",
                "id          | {\"other\":1}                               | ``",
                "id          | {\"id\":null}                               | ``",
                "id          | {\"id\":\"\"}                               | ``",
                "id.a        | {\"id\":[{\"a\":1}]}                        | ``",
                "id.a        | {\"id\":5}                                  | ``",
                "id          | 5                                           | ``",
                "id          | [{\"id\":1}]                                | ``",
                "größe       | {\"größe\":\"XL\"}                          | XL"
            })
    void findsAValue(String path, String json, String value) {
        assertThat(PropertyPath.of(path).valueIn(Payload.of(json))).isEqualTo(value);
    }

    @Test
    void thereIsNothingInNothing() {
        assertThat(PropertyPath.of("id").valueIn(null)).isEmpty();
    }

    @Test
    void whatIsLongOrCannotBeStoredIsShortened() {
        PropertyPath id = PropertyPath.of("id");
        String first = id.valueIn(Payload.of("{\"id\":\"" + "x".repeat(201) + "\"}"));
        String second = id.valueIn(Payload.of("{\"id\":\"" + "x".repeat(202) + "\"}"));

        assertThat(first).startsWith("sha256:").hasSize(71).isNotEqualTo(second);
        assertThat(id.valueIn(Payload.of("{\"id\":\"a\\u0000b\"}"))).startsWith("sha256:");
        assertThat(id.valueIn(Payload.of("{\"id\":\"\\ud800\"}")))
                .startsWith("sha256:")
                .isNotEqualTo(id.valueIn(Payload.of("{\"id\":\"\\ud801\"}")));
        assertThat(id.valueIn(Payload.of("{\"id\":\"" + "x".repeat(200) + "\"}")))
                .isEqualTo("x".repeat(200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "a.", ".a", "a..b", "a b", "a\nb", "a\ud800"})
    void refusesWhatIsNoPath(String text) {
        assertThat(PropertyPath.isPath(text)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> PropertyPath.of(text));
    }
}
