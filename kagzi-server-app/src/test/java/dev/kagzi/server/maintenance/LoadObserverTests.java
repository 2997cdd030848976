package dev.kagzi.server.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.kagzi.protocol.WorkflowLoad;
import dev.kagzi.server.metrics.WorkflowLabels;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.namespace.Namespaces;
import dev.kagzi.server.worker.Workers;
import dev.kagzi.server.workflow.WorkflowLoads;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class LoadObserverTests {

    private final Namespaces namespaces = mock(Namespaces.class);
    private final WorkflowLoads loads = mock(WorkflowLoads.class);
    private final Workers workers = mock(Workers.class);
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final LoadObserver observer =
            new LoadObserver(namespaces, loads, workers, new WorkflowLabels(), registry, new SweepMeters(registry));

    private double runs(String status) {
        return registry.get("kagzi.server.runs")
                .tags("workflow", "order", "status", status)
                .gauge()
                .value();
    }

    private double oldest() {
        return registry.get("kagzi.server.runs.oldest.pending").gauge().value();
    }

    private double online() {
        return registry.get("kagzi.server.workers.online").gauge().value();
    }

    private void twoNamespaces() {
        NamespaceId one = new NamespaceId(UUID.randomUUID());
        NamespaceId two = new NamespaceId(UUID.randomUUID());
        when(namespaces.all()).thenReturn(List.of(one, two));
        when(loads.of(one.value())).thenReturn(List.of(new WorkflowLoad("order", 1, 2, 3, 4, 60)));
        when(loads.of(two.value())).thenReturn(List.of(new WorkflowLoad("order", 10, 20, 30, 40, 5)));
        when(workers.online()).thenReturn(2);
    }

    @Test
    void addsUpTheNamespaces() {
        twoNamespaces();
        observer.runOnce();
        assertThat(List.of(runs("pending"), runs("running"), runs("waiting"), runs("needs_attention")))
                .containsExactly(11.0, 22.0, 33.0, 44.0);
        assertThat(oldest()).isEqualTo(60);
        assertThat(online()).isEqualTo(2);
    }

    @Test
    void showsNoNumberWhileTheDatabaseDoesNotAnswer() {
        twoNamespaces();
        observer.runOnce();
        when(workers.online()).thenThrow(new DataAccessResourceFailureException("away"));
        assertThatThrownBy(observer::runOnce).isInstanceOf(DataAccessResourceFailureException.class);
        assertThat(List.of(runs("pending"), runs("needs_attention"), oldest(), online()))
                .containsOnly(Double.NaN);
    }
}
