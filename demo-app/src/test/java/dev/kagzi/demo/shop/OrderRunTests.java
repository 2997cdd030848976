package dev.kagzi.demo.shop;

import static dev.kagzi.test.KagziAssertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.kagzi.client.Run;
import dev.kagzi.test.KagziTest;
import dev.kagzi.test.TestKagziClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

@KagziTest(workflows = OrderWorkflow.class, properties = "shop.cooling-off=30m")
@EnableConfigurationProperties(ShopSettings.class)
class OrderRunTests {

    private static final Order ORDER =
            new Order("order-42", "Ada", "1 Mill Lane", "teapot", 1, 2500, "4242424242424242", null);

    @Autowired
    TestKagziClient kagzi;

    @MockitoBean
    Warehouse warehouse;

    @MockitoBean
    Payments payments;

    @MockitoBean
    Carrier carrier;

    @MockitoBean
    Mailer mailer;

    @BeforeEach
    void everythingWorks() {
        given(warehouse.reserve(ORDER)).willReturn(true);
        given(payments.charge(any(), anyString())).willReturn(new Receipt("pay-1", 2500));
        given(carrier.ship(ORDER)).willReturn(new Shipment("track-1", "1 × teapot"));
    }

    @Test
    void anOrderIsShippedAfterItHasCooledOff() {
        Run<OrderOutcome> run = kagzi.start(OrderWorkflow::process, ORDER).send();

        assertThat(run).waitingFor("cooling-off").hasNoStep("ship");
        kagzi.skipTime("30m");
        assertThat(run).completed().step("charge").attempted(1);
        assertThat(run.result().kind()).isEqualTo(OrderOutcome.Kind.SHIPPED);
    }

    @Test
    void aPaymentServiceThatIsAwayIsAskedAgain() {
        kagzi.failStep("charge", 2, new PaymentsUnavailable("no answer"));

        Run<OrderOutcome> run = kagzi.start(OrderWorkflow::process, ORDER).send();
        kagzi.skipTime("30m");

        assertThat(run).completed().step("charge").attempted(3);
    }

    @Test
    void aDeclinedCardGivesTheStockBack() {
        kagzi.failStep("charge", new CardDeclined("no money"));

        Run<OrderOutcome> run = kagzi.start(OrderWorkflow::process, ORDER).send();

        assertThat(run)
                .completedWith(OrderOutcome.declined("no money"))
                .step("charge")
                .failed();
        verify(warehouse).release(ORDER);
        verify(carrier, never()).ship(any());
    }

    @Test
    void aCrashAfterThePaymentChargesNobodyTwice() {
        kagzi.crashAfterStep("charge");

        Run<OrderOutcome> run = kagzi.start(OrderWorkflow::process, ORDER).send();
        kagzi.skipTime("30m");

        assertThat(run).completed();
        verify(payments).charge(any(), anyString());
    }
}
