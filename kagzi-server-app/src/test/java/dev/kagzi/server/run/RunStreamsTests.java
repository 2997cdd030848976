package dev.kagzi.server.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.kagzi.server.database.Json;
import dev.kagzi.server.web.EventStream;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunStreamsTests {

    private final RunRepository runs = mock();
    private final RunStreams streams = new RunStreams(runs, mock(), mock(Json.class)) {

        /** All streams are ended while a new one is just being made. */
        @Override
        EventStream newStream(String lastEventId) {
            answerAll();
            return super.newStream(lastEventId);
        }
    };

    @AfterEach
    void destroy() {
        streams.destroy();
    }

    @Test
    void aStreamThatComesAsTheServerStopsIsNotLeftOpen() {
        Run run = mock();
        when(runs.findListed(any(), any())).thenReturn(Optional.of(run));
        assertThatThrownBy(() -> streams.follow(new UUID(0, 1), new UUID(0, 2), ""))
                .hasMessageContaining("UNAVAILABLE");
        assertThat(streams.open()).isZero();
    }
}
