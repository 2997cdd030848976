package dev.kagzi.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTests {

    private static final String KNOWN = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @ParameterizedTest
    @ValueSource(strings = {"00-" + KNOWN, "01-" + KNOWN, "cc-" + KNOWN + "-what-comes-later"})
    void keepsWhatItKnows(String header) {
        assertThat(Trace.ofRequest(header).traceparent()).isEqualTo("00-" + KNOWN);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "00",
                "ff-" + KNOWN,
                "00-" + KNOWN + "-more",
                "00-" + KNOWN + "0",
                "01-" + KNOWN + "0",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            })
    void aHeaderThatDoesNotKeepToTheStandardCountsAsAbsent(String header) {
        assertThat(Trace.ofRequest(header)).isEqualTo(Trace.NONE);
    }
}
