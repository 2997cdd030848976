package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DoneWordsTests {

    @Test
    void saysWhatWasDone() {
        assertThat(DoneWords.of("cancelled", null)).isEqualTo("The run is cancelled.");
    }

    @Test
    void saysNothingOfWhatItDoesNotKnow() {
        assertThat(DoneWords.of("<b>anything</b>", null)).isNull();
        assertThat(DoneWords.of(null, "1")).isNull();
    }

    @Test
    void countsABackfill() {
        assertThat(DoneWords.of("backfilled", "0")).contains("nothing");
        assertThat(DoneWords.of("backfilled", "1")).startsWith("One firing");
        assertThat(DoneWords.of("backfilled", "1200")).startsWith("1,200 firings");
        assertThat(DoneWords.of("backfilled", "<b>")).isEqualTo("The backfill has begun.");
    }
}
