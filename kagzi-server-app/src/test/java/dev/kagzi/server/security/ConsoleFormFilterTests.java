package dev.kagzi.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.problem.ProblemException;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Map;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ConsoleFormFilterTests {

    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final MockFilterChain chain = new MockFilterChain();

    @Test
    void letsThroughWhatCanBeRead() throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/console/ns/default/events/send");

        new ConsoleFormFilter().doFilter(request, response, chain);

        assertThat(chain.getRequest()).isSameAs(request);
    }

    @Test
    void showsAPageOfAFormThatIsTooLarge() throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/console/ns/default/events/send") {
            @Override
            public Map<String, String[]> getParameterMap() {
                throw new InvalidParameterException("too large", ProblemCode.PAYLOAD_TOO_LARGE.status());
            }
        };

        new ConsoleFormFilter().doFilter(request, response, chain);

        assertThat(chain.getRequest()).isNull();
        assertThat(response.getForwardedUrl()).isEqualTo(ConsoleProblem.PATH);
        assertThat(request.getAttribute(ConsoleProblem.ATTRIBUTE))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.PAYLOAD_TOO_LARGE));
    }
}
