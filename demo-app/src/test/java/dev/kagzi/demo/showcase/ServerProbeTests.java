package dev.kagzi.demo.showcase;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.kagzi.demo.showcase.ServerProbe.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

class ServerProbeTests {

    private HttpServer somebody;

    @BeforeEach
    void open() throws IOException {
        somebody = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        somebody.start();
    }

    @AfterEach
    void close() {
        somebody.stop(0);
    }

    @Test
    void aListOfNamespacesIsKagzi() {
        answer(200, "{\"items\":[{\"name\":\"default\"}]}");

        assertThat(probe()).isEqualTo(Answer.KAGZI);
    }

    @Test
    void aProblemWithACodeIsKagzi() {
        answer(503, "{\"status\":503,\"code\":\"UNAVAILABLE\"}");

        assertThat(probe()).isEqualTo(Answer.KAGZI);
    }

    @Test
    void aPageIsSomethingElse() {
        answer(404, "<html><body>Not found</body></html>");

        assertThat(probe()).isEqualTo(Answer.SOMETHING_ELSE);
    }

    @Test
    void anotherJsonIsSomethingElse() {
        answer(200, "[1,2]");

        assertThat(probe()).isEqualTo(Answer.SOMETHING_ELSE);
    }

    @Test
    void aClosedPortIsNobody() {
        URI url = url();
        somebody.stop(0);

        assertThat(new ServerProbe(new DefaultSslBundleRegistry(), "").whoAnswersAt(url))
                .isEqualTo(Answer.NOBODY);
    }

    private Answer probe() {
        return new ServerProbe(new DefaultSslBundleRegistry(), "").whoAnswersAt(url());
    }

    private URI url() {
        return URI.create("http://localhost:" + somebody.getAddress().getPort());
    }

    private void answer(int status, String body) {
        somebody.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
    }
}
