package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.protocol.LimitSource;
import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.LimitsInForce;
import dev.kagzi.protocol.LimitsInForce.Concurrency;
import dev.kagzi.protocol.LimitsInForce.ConcurrencyKey;
import dev.kagzi.protocol.LimitsInForce.Throttling;
import dev.kagzi.protocol.LimitsInForce.WhenReached;
import dev.kagzi.protocol.OnLimit;
import dev.kagzi.protocol.json.ProtocolJson;
import dev.kagzi.server.problem.ProblemException;
import org.junit.jupiter.api.Test;

class LimitsFormTests {

    private final TypedText text = new TypedText(ProtocolJson.builder().build());

    @Test
    void asksForWhatWasTypedAndLeavesTheRestAsItIsDeclared() {
        assertThat(new LimitsForm(" 3 ", "", "REJECT", "", "\"1\"").request(text))
                .isEqualTo(new Limits(3, null, OnLimit.REJECT, null));
        assertThat(new LimitsForm("", " customer.id ", "", " 10/1m ", null).request(text))
                .isEqualTo(new Limits(null, "customer.id", null, "10/1m"));
    }

    @Test
    void refusesWhatIsNoNumberAndNoChoice() {
        assertThatThrownBy(() -> new LimitsForm("three", null, "PERHAPS", null, null).request(text))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.problem().errors())
                                .extracting(error -> error.pointer())
                                .containsExactly("/concurrency", "/onLimit"));
    }

    @Test
    void beginsWithWhatWasSetAtRunTimeAndNothingElse() {
        LimitsInForce limits = new LimitsInForce(
                new Concurrency(3, LimitSource.API, 0, 0),
                new ConcurrencyKey("customer.id", LimitSource.ANNOTATION),
                new WhenReached(OnLimit.REJECT, LimitSource.API),
                new Throttling("10/1m", LimitSource.CONFIGURATION, 0, 0));

        assertThat(LimitsForm.of(limits, "\"7\"")).isEqualTo(new LimitsForm("3", null, "REJECT", null, "\"7\""));
    }
}
