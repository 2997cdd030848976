package dev.kagzi.guide.order;

import static dev.kagzi.test.KagziAssertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.kagzi.client.Run;
import dev.kagzi.guide.order.OrderWorkflow.CardDeclined;
import dev.kagzi.guide.order.OrderWorkflow.Mailer;
import dev.kagzi.guide.order.OrderWorkflow.Order;
import dev.kagzi.guide.order.OrderWorkflow.Payments;
import dev.kagzi.guide.order.OrderWorkflow.Receipt;
import dev.kagzi.guide.order.OrderWorkflow.Shipment;
import dev.kagzi.test.KagziTest;
import dev.kagzi.test.TestKagziClient;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

@KagziTest(workflows = OrderWorkflow.class)
class OrderWorkflowTests {

    private static final Order ORDER = new Order("42", "ada", 995);
    private static final Receipt RECEIPT = new Receipt("pay-1");

    @Autowired
    TestKagziClient kagzi;

    @MockitoBean
    Payments payments;

    @MockitoBean
    Mailer mailer;

    @BeforeEach
    void everybodyPays() {
        given(payments.charge(any(), anyString())).willReturn(RECEIPT);
    }

    @Test
    void anOrderThatIsShippedIsMailedAbout() {
        Run<Receipt> run = kagzi.start(OrderWorkflow::process, ORDER).send();

        assertThat(run).waitingFor("cooling-off");
        kagzi.skipTime("30s");
        assertThat(run).waitingFor("order.shipped");
        kagzi.emit("order.shipped", "42", new Shipment("track-1"));

        assertThat(run).completedWith(RECEIPT).step("charge").attempted(1);
        verify(mailer).shipped(ORDER, new Shipment("track-1"));
        verify(mailer, never()).lost(any());
    }

    @Test
    void anOrderThatIsNotShippedIsEscalated() {
        Run<Receipt> run = kagzi.start(OrderWorkflow::process, ORDER).send();
        kagzi.skipTime("30s");
        kagzi.skipTime("3d");

        assertThat(run).completedWith(RECEIPT);
        verify(mailer).lost(ORDER);
    }

    @Test
    void aDeclinedCardEndsTheOrderAtOnce() {
        given(payments.charge(any(), anyString())).willThrow(new CardDeclined());

        Run<Receipt> run = kagzi.start(OrderWorkflow::process, ORDER).send();

        assertThat(run).failed().step("charge").attempted(1);
    }

    @Test
    void aCrashAfterThePaymentChargesNobodyTwice() {
        kagzi.crashAfterStep("charge");

        Run<Receipt> run = kagzi.start(OrderWorkflow::process, ORDER).send();
        kagzi.skipTime("30s");
        kagzi.skipTime("3d");

        assertThat(run).completed();
        verify(payments).charge(eq(ORDER), anyString());
    }

    @Test
    void anEventStartsAnOrder() {
        kagzi.emit("order.created", null, ORDER);
        kagzi.skipTime("30s");

        verify(payments).charge(eq(ORDER), anyString());
    }

    @Test
    void ordersThatWaitDoNotHoldUpTheCustomersNextOnes() {
        List<Run<Receipt>> runs = IntStream.range(0, 7)
                .mapToObj(i -> kagzi.start(OrderWorkflow::process, new Order("order-" + i, "ada", 995))
                        .send())
                .toList();

        assertThat(runs.get(6)).waitingFor("cooling-off");
    }
}
