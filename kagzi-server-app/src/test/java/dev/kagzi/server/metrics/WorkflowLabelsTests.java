package dev.kagzi.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkflowLabelsTests {

    @Test
    void callersCannotMakeLabelsWithoutEnd() {
        WorkflowLabels labels = new WorkflowLabels();
        IntStream.range(0, 100).forEach(i -> assertThat(labels.of("w" + i)).isEqualTo("w" + i));
        assertThat(labels.of("w100")).isEqualTo("other");
        assertThat(labels.of("w99")).isEqualTo("w99");
    }
}
