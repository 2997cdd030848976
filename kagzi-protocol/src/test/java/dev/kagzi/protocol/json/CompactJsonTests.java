package dev.kagzi.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompactJsonTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{ \"a b\" : [ 1 ,\t2 ] }|{\"a b\":[1,2]}",
                "\"\\\" a\"|\"\\\" a\"",
                "[\"\\\\\" , 1]|[\"\\\\\",1]",
                "[\"ü €\", null ]|[\"ü €\",null]"
            })
    void leavesOutWhiteSpaceBetweenTokensOnly(String json, String compact) {
        assertThat(new String(CompactJson.of(json.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8))
                .isEqualTo(compact);
    }

    @Test
    void copiesNothingWhenThereIsNone() {
        byte[] json = "{\"a\":\" \"}".getBytes(StandardCharsets.UTF_8);

        assertThat(CompactJson.of(json)).isSameAs(json);
    }
}
