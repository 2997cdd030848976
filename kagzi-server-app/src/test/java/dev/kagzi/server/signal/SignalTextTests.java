package dev.kagzi.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SignalTextTests {

    static Stream<Signal> signals() {
        UUID a = UUID.randomUUID();
        UUID b = UUID.randomUUID();
        UUID c = UUID.randomUUID();
        return Stream.of(
                new Signal.RunClaimable(a, "order with blanks"),
                new Signal.RunChanged(a, b),
                new Signal.RunDue(Instant.parse("2026-01-01T00:00:00.123456Z")),
                new Signal.PlacesDue(),
                new Signal.LimitsChanged(),
                new Signal.ClaimEnded(a, b, c, 17),
                new Signal.WaitResolved(a, b, c),
                new Signal.WorkflowsChanged(a));
    }

    @ParameterizedTest
    @MethodSource("signals")
    void arrivesAsItWasSent(Signal signal) {
        assertThat(SignalText.read(SignalText.write(signal))).isEqualTo(signal);
    }
}
