package dev.kagzi.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpMethod;

class DatabaseProblemTests {

    @Test
    void aStatementThatWasEndedHasChangedNothing() {
        assertThat(DatabaseProblem.of(new QueryTimeoutException("canceling statement"), HttpMethod.POST))
                .map(ProblemException::code)
                .contains(ProblemCode.UNAVAILABLE);
    }

    @Test
    void aConnectionThatBrokeMayHaveChangedSomethingUnlessItOnlyRead() {
        Exception broken = new DataAccessResourceFailureException("broken");
        assertThat(DatabaseProblem.of(broken, HttpMethod.POST))
                .map(ProblemException::code)
                .contains(ProblemCode.OUTCOME_UNKNOWN);
        assertThat(DatabaseProblem.of(broken, HttpMethod.GET))
                .map(ProblemException::code)
                .contains(ProblemCode.UNAVAILABLE);
    }

    @Test
    void aMistakeOfOursIsNone() {
        assertThat(DatabaseProblem.of(new DataIntegrityViolationException("23505"), HttpMethod.POST))
                .isEmpty();
    }
}
