package dev.kagzi.test.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.test.KagziTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

@KagziTest(properties = "shop.name=corner")
class KagziTestSliceTests {

    @Autowired
    private ApplicationContext context;

    @MockitoBean
    private Payments payments;

    @MockitoBean
    private Stock stock;

    @Value("${shop.name}")
    private String name;

    @Test
    void hasWorkflowsAndWhatKagziCallsAndNothingElse() {
        assertThat(context.getBeansOfType(OrderWorkflow.class)).hasSize(1);
        assertThat(context.getBeansOfType(Parcels.class)).hasSize(1);
        assertThat(context.getBeansOfType(Audit.class)).hasSize(1);
        assertThat(context.getBeansOfType(ShopController.class)).isEmpty();
        assertThat(name).isEqualTo("corner");
    }
}
