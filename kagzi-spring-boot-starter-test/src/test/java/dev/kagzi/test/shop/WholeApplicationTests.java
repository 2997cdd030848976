package dev.kagzi.test.shop;

import static dev.kagzi.test.KagziAssertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;

import dev.kagzi.client.Run;
import dev.kagzi.test.AutoConfigureKagzi;
import dev.kagzi.test.TestKagziClient;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** The whole application on the server in memory. */
@SpringBootTest
@AutoConfigureKagzi
class WholeApplicationTests {

    @Autowired
    private TestKagziClient kagzi;

    @MockitoBean
    private Payments payments;

    @MockitoBean
    private Stock stock;

    @Test
    void executesItsWorkflows() {
        given(payments.charge(any(), anyString())).willReturn(new Receipt("order-1", 1));

        Run<Receipt> run =
                kagzi.start(OrderWorkflow::process, new Order("order-1", 1)).send();
        kagzi.skipTime("4d");

        assertThat(run).completedWith(new Receipt("order-1", 1));
    }
}
