package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.web.FreshIds;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MadeIdTests {

    private final FreshIds ids = FreshIds.random();
    private final UUID made = ids.next();

    @Test
    void aFormThatIsSentTwiceMakesOne() {
        assertThat(MadeId.of(made, ids)).isEqualTo(made);
        assertThat(MadeId.of(made, ids, "typed")).isEqualTo(MadeId.of(made, ids, "typed"));
    }

    @Test
    void aFormThatWasChangedMakesAnother() {
        UUID id = MadeId.of(made, ids, "typed");

        assertThat(MadeId.of(made, ids, "changed")).isNotEqualTo(id);
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(made.getMostSignificantBits() >>> 16);
    }

    @Test
    void aFormWithoutOneMakesOneEachTime() {
        assertThat(MadeId.of(null, ids)).isNotEqualTo(MadeId.of(null, ids));
    }

    @Test
    void anIdThatIsNotInTheOrderOfTimeIsRefused() {
        assertThatThrownBy(() -> MadeId.of(UUID.randomUUID(), ids)).isInstanceOf(ProblemException.class);
    }
}
