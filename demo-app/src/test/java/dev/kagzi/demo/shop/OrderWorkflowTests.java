package dev.kagzi.demo.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;

import dev.kagzi.StepContext;
import dev.kagzi.StepContextHolder;
import dev.kagzi.StepFailedException;
import dev.kagzi.WorkflowContext;
import dev.kagzi.demo.shop.OrderOutcome.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The workflow as plain Java: made with {@code new}, its steps are methods like any other. */
class OrderWorkflowTests {

    private static final Order ORDER = order("teapot", 2);

    private final Warehouse warehouse = new Warehouse();
    private final Payments payments = mock();
    private final Mailer mailer = mock();
    private final WorkflowContext ctx = mock();
    private final OrderWorkflow workflow =
            new OrderWorkflow(new ShopSettings(Duration.ofSeconds(8)), warehouse, payments, new Carrier(), mailer);

    @BeforeEach
    void insideAStep() {
        StepContext context = mock();
        given(context.idempotencyKey()).willReturn("key-1");
        StepContextHolder.set(context);
    }

    @AfterEach
    void outsideOfSteps() {
        StepContextHolder.set(null);
    }

    @Test
    void aPaidOrderIsShippedAfterCoolingOff() {
        given(payments.charge(ORDER, "key-1")).willReturn(new Receipt("pay-1", 2490));

        OrderOutcome outcome = workflow.process(ORDER, ctx);

        assertThat(outcome.kind()).isEqualTo(Kind.SHIPPED);
        assertThat(outcome.receipt()).isEqualTo(new Receipt("pay-1", 2490));
        assertThat(outcome.shipment().packingSlip()).contains("Ada", "2 × teapot", "Wrap it well");
        assertThat(warehouse.available("teapot")).isEqualTo(498);
        var calls = inOrder(payments, ctx, mailer);
        calls.verify(payments).charge(ORDER, "key-1");
        calls.verify(ctx).sleep("cooling-off", Duration.ofSeconds(8));
        calls.verify(mailer).send(any(), any());
    }

    @Test
    void aDeclinedCardGivesTheStockBack() {
        given(payments.charge(ORDER, "key-1")).willThrow(failed(CardDeclined.class, "No money"));

        OrderOutcome outcome = workflow.process(ORDER, ctx);

        assertThat(outcome).isEqualTo(OrderOutcome.declined("No money"));
        assertThat(warehouse.available("teapot")).isEqualTo(500);
        verify(ctx, never()).sleep(any(String.class), any(Duration.class));
        verifyNoInteractions(mailer);
    }

    @Test
    void paymentsThatStayAwayGiveTheStockBackAndFailTheRun() {
        StepFailedException failure = failed(PaymentsUnavailable.class, "No answer");
        given(payments.charge(ORDER, "key-1")).willThrow(failure);

        assertThatExceptionOfType(StepFailedException.class)
                .isThrownBy(() -> workflow.process(ORDER, ctx))
                .isSameAs(failure);
        assertThat(warehouse.available("teapot")).isEqualTo(500);
    }

    @Test
    void whatIsNotInStockIsNotCharged() {
        assertThat(workflow.process(order("samovar", 12), ctx).kind()).isEqualTo(Kind.OUT_OF_STOCK);

        verifyNoInteractions(payments);
    }

    @Test
    void anOrderForNothingIsInvalid() {
        assertThatExceptionOfType(InvalidOrder.class)
                .isThrownBy(() -> workflow.process(order("teapot", 0), ctx))
                .withMessageContaining("'1'")
                .withMessageContaining("at least 1");

        verifyNoInteractions(payments);
    }

    private static Order order(String article, int quantity) {
        return new Order(
                "1", "Ada", "12 St James's Square", article, quantity, 2490, "4242424242424242", "Wrap it well");
    }

    /** As the worker throws it. */
    private static StepFailedException failed(Class<? extends Exception> type, String message) {
        return new StepFailedException("charge", List.of(type.getName()), message, 1);
    }
}
