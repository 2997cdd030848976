package dev.kagzi.demo.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class PaymentsTests {

    private final Payments payments = new Payments();

    @Test
    void theSameKeyIsChargedOnce() {
        Order order = order("4242424242424242");

        Receipt first = payments.charge(order, "key");

        assertThat(payments.charge(order, "key")).isSameAs(first);
        assertThat(payments.charge(order, "another")).isNotSameAs(first);
    }

    @Test
    void aFlakyCardSucceedsAtTheThirdCall() {
        Order order = order(Payments.FLAKY_CARD);

        assertThatExceptionOfType(PaymentsUnavailable.class).isThrownBy(() -> payments.charge(order, "key"));
        assertThatExceptionOfType(PaymentsUnavailable.class).isThrownBy(() -> payments.charge(order, "key"));
        assertThat(payments.charge(order, "key").amount()).isEqualTo(2490);
    }

    @Test
    void aDeclinedCardStaysDeclined() {
        Order order = order(Payments.DECLINED_CARD);

        assertThatExceptionOfType(CardDeclined.class).isThrownBy(() -> payments.charge(order, "key"));
        assertThatExceptionOfType(CardDeclined.class).isThrownBy(() -> payments.charge(order, "key"));
    }

    private static Order order(String card) {
        return new Order("1", "Ada", "London", "teapot", 1, 2490, card, null);
    }
}
