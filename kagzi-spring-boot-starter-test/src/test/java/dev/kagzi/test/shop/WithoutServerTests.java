package dev.kagzi.test.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.client.KagziClient;
import dev.kagzi.worker.WorkerLifecycle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** The whole application, tested for other things than its workflows, where no server is. */
@SpringBootTest
@ExtendWith(OutputCaptureExtension.class)
class WithoutServerTests {

    @Autowired
    private ObjectProvider<WorkerLifecycle> worker;

    @Autowired
    private KagziClient kagzi;

    @MockitoBean
    private Payments payments;

    @MockitoBean
    private Stock stock;

    @Test
    void staysQuiet(CapturedOutput output) {
        assertThat(worker.getIfAvailable()).isNull();
        assertThat(kagzi).isNotNull();
        assertThat(output).doesNotContain("WARN").doesNotContain("ERROR");
    }
}
