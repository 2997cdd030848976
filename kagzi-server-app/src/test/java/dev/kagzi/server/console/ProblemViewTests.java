package dev.kagzi.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.problem.ProblemException;
import org.junit.jupiter.api.Test;

class ProblemViewTests {

    private final ProblemView problem = ProblemView.of(new Violations()
            .add("/tags/customer", "must not be null")
            .add("/tags", "has 51 entries, at most 50 are allowed")
            .add("/tagsOfOthers", "is another one")
            .add("/namespaces/1", "is gone")
            .add("key", "needs a 'name' beside it")
            .problem()
            .orElseThrow());

    @Test
    void saysBesideEachFieldWhatIsWrongWithIt() {
        assertThat(problem.field("tags"))
                .isEqualTo("'customer' must not be null. It has 51 entries, at most 50 are allowed.");
        assertThat(problem.field("key")).isEqualTo("It needs a 'name' beside it.");
        assertThat(problem.field("namespaces")).isEqualTo("Number 2 is gone.");
        assertThat(problem.field("input")).isNull();
    }

    @Test
    void knowsTheFieldOfEachError() {
        assertThat(problem.errors())
                .extracting(problem::fieldOf)
                .containsExactly("tags", "tags", "tagsOfOthers", "namespaces", "key");
    }

    @Test
    void hasNoFieldsWhenTheWholeIsRefused() {
        ProblemView conflict = ProblemView.of(new ProblemException(ProblemCode.ID_CONFLICT, "The id is taken."));

        assertThat(conflict.errors()).isEmpty();
        assertThat(conflict.detail()).isEqualTo("The id is taken.");
        assertThat(conflict.field("id")).isNull();
    }
}
