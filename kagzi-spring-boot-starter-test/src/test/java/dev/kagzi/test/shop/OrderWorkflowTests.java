package dev.kagzi.test.shop;

import static dev.kagzi.test.KagziAssertions.assertThat;
import static dev.kagzi.test.KagziAssertions.assertThatIllegalArgumentException;
import static dev.kagzi.test.KagziAssertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Run;
import dev.kagzi.client.RunFilter;
import dev.kagzi.test.KagziTest;
import dev.kagzi.test.TestKagziClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

@KagziTest(OrderWorkflow.class)
class OrderWorkflowTests {

    private static final Order ORDER = new Order("order-42", 10);
    private static final Receipt RECEIPT = new Receipt("order-42", 10);

    @Autowired
    private TestKagziClient kagzi;

    @Autowired
    private KagziClient ofTheApplication;

    @MockitoBean
    private Payments payments;

    @MockitoBean
    private Stock stock;

    @BeforeEach
    void acceptPayments() {
        given(payments.charge(any(), anyString())).willReturn(RECEIPT);
    }

    private Run<Receipt> start() {
        return kagzi.start(OrderWorkflow::process, ORDER).id("order-42").send();
    }

    @Test
    void timeIsSkippedAndEventsAreEmitted() {
        Run<Receipt> run = start();

        assertThat(run).waitingFor("cooling-off").step("charge").completed().attempted(1);
        kagzi.skipTime("30s");
        assertThat(run).waitingFor("order.shipped");
        kagzi.emit("order.shipped", "order-42", new Shipment("parcel-7"));

        assertThat(run)
                .completedWith(RECEIPT)
                .hasSteps("reserve", "charge", "cooling-off", "order.shipped", "mail-shipped")
                .hasNoStep("escalate");
    }

    @Test
    void waitsTimeOutWhenTheirTimeIsSkipped() {
        Run<Receipt> run = start();
        Instant before = kagzi.now();

        kagzi.skipTime(Duration.ofDays(4));

        assertThat(run).completed().step("escalate").completed();
        assertThat(Duration.between(before, kagzi.now()))
                .isBetween(Duration.ofDays(4), Duration.ofDays(4).plusSeconds(1));
    }

    @Test
    void attemptsThatFailAreMadeAgainWithoutWaitingForThem() {
        kagzi.failStep("charge", 2, new IOException("the bank is away"));

        Run<Receipt> run = start();
        kagzi.skipTime("4d");

        assertThat(run).completed().step("charge").attempted(3);
        verify(payments, times(1)).charge(any(), anyString());
    }

    @Test
    void whatIsNotRetriedFailsTheRunAndIsUndone() {
        kagzi.failStep("charge", new CardDeclined("no money"));

        Run<Receipt> run = start();

        assertThat(run).failedWith("no money").step("charge").failed().attempted(1);
        verify(stock).release("order-42");
    }

    @Test
    void aRunThatIsCancelledOrTooLateIsUndone() {
        Run<Receipt> cancelled = start();
        kagzi.settle();
        cancelled.cancel();
        assertThat(cancelled).cancelled();
        verify(stock).release("order-42");

        Order other = new Order("order-43", 1);
        Run<Receipt> late =
                kagzi.start(OrderWorkflow::process, other).timeout("1d").send();
        kagzi.skipTime("2d");
        assertThat(late).failedWith("RUN_TIMEOUT");
        verify(stock).release("order-43");
    }

    @Test
    void aCrashAfterAStepExecutesItsBodyOnce() {
        kagzi.crashAfterStep("charge");

        Run<Receipt> run = start();
        kagzi.skipTime("4d");

        assertThat(run).completed().step("charge").attempted(1);
        verify(payments, times(1)).charge(any(), anyString());
    }

    @Test
    void aCrashInAStepExecutesItsBodyAgainWithTheSameKey() {
        kagzi.crashInStep("charge");

        Run<Receipt> run = start();
        kagzi.skipTime("4d");

        assertThat(run).completed().step("charge").attempted(1);
        ArgumentCaptor<String> keys = ArgumentCaptor.forClass(String.class);
        verify(payments, times(2)).charge(any(), keys.capture());
        assertThat(keys.getAllValues().get(0)).isEqualTo(keys.getAllValues().get(1));
    }

    @Test
    void runsOfOneTestAreUnknownToTheNext() {
        assertThat(start().id()).isEqualTo("order-42");
        assertThat(kagzi.runs(RunFilter.all()).items()).hasSize(1);
    }

    @Test
    void theApplicationHasTheSameClient() {
        assertThat(ofTheApplication).isSameAs(kagzi);
    }

    @Test
    void eventsStartRuns() {
        kagzi.emit("order.created", ORDER);
        kagzi.skipTime("4d");

        verify(payments).charge(any(), anyString());
    }

    @Test
    void aResultThatNeverComesIsSaidToBeSo() {
        Run<Receipt> run = start();

        assertThatThrownBy(run::result)
                .rootCause()
                .hasMessageContaining("There will be no result")
                .hasMessageContaining("cooling-off WAITING");
    }

    @Test
    void anAssertionThatFailsSaysWhereTheRunStands() {
        Run<Receipt> run = start();

        assertThatThrownBy(() -> assertThat(run).completed())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("to be COMPLETED, but it is")
                .hasMessageContaining("WAITING, waiting for")
                .hasMessageContaining("charge (STEP): COMPLETED, attempts: 1");
        assertThatThrownBy(() -> assertThat(run).step("charge").attempted(2))
                .hasMessageContaining("attempted 2 times, but it was 1 times");
        assertThatThrownBy(() -> assertThat(run).step("escalate"))
                .hasMessageContaining("to have called step 'escalate', but it has not");
        verify(payments, never()).charge(new Order("other", 1), "");
    }

    @Test
    void timeNeedsAUnitAndGoesOn() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kagzi.skipTime("3"))
                .withMessageContaining("has no unit");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kagzi.skipTime(Duration.ofSeconds(-1)))
                .withMessageContaining("must not be negative");
    }
}
