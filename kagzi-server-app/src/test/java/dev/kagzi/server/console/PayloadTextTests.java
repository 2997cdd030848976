package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadTextTests {

    private static String shown(String json) {
        PayloadText text = PayloadText.of(Payload.of(json));
        assertThat(text).isNotNull();
        return text.text();
    }

    @Test
    void breaksJsonIntoLinesAndLeavesTheRestAsItIs() {
        assertThat(shown("{\"a\":[1.10,12345678901234567890],\"a\":{},\"b\":[ ],\"c\":\"x, {y}: \\\"z\\\"\"}"))
                .isEqualTo("""
                        {
                          "a": [
                            1.10,
                            12345678901234567890
                          ],
                          "a": {},
                          "b": [],
                          "c": "x, {y}: \\"z\\""
                        }""");
    }

    @ParameterizedTest
    @CsvSource({
        "202E, \\u202e",
        "200B, \\u200b",
        "0000, \\u0000",
        "0085, \\u0085",
        "FEFF, \\ufeff",
        "D800, \\ud800",
        "E0001, \\udb40\\udc01",
        "1F600, \uD83D\uDE00",
        "E9, \u00E9"
    })
    void whatCannotBeSeenStandsThereAsItsEscape(String character, String shown) {
        assertThat(PayloadText.visible(Character.toString(Integer.parseInt(character, 16))))
                .isEqualTo(shown);
    }

    @Test
    void isTheBeginningOfALargeOne() {
        PayloadText text = PayloadText.of(Payload.of("\"" + "x".repeat(PayloadText.LONGEST * 2) + "\""));

        assertThat(text.isCut()).isTrue();
        assertThat(text.text()).hasSize(PayloadText.LONGEST);
        assertThat(text.bytes()).isEqualTo(PayloadText.LONGEST * 2 + 2);
    }

    @Test
    void showsWhatIsEncodedAsBytes() {
        PayloadText text = PayloadText.of(Payload.encoded("aes", new byte[] {(byte) 0xde, (byte) 0xad, 0}));

        assertThat(text).isEqualTo(new PayloadText("de ad 00\n", 3, "aes", false));
    }

    @Test
    void aTextThatIsNestedForEverStaysOnThePage() {
        assertThat(shown("[".repeat(500) + "]".repeat(500)).lines()).allMatch(line -> line.length() <= 82);
    }

    @Test
    void noneIsNone() {
        assertThat(PayloadText.of(null)).isNull();
    }
}
