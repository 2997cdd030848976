package dev.kagzi.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.kagzi.chaos.evidence.Fault;
import dev.kagzi.chaos.evidence.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyIntegrationTests {

    private static final UUID RUN = new UUID(1, 1);
    private static final String POLLED =
            "{\"runs\":[{\"runId\":\"" + RUN + "\",\"claim\":3,\"leaseToken\":\"t\",\"leaseFor\":\"PT2S\"}]}";

    private final Recording recording = new Recording();
    private final AtomicInteger requests = new AtomicInteger();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;
    private boolean quiet = true;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, POLLED.length());
            exchange.getResponseBody().write(POLLED.getBytes());
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void seesTheClaimsThatPass() throws Exception {
        FaultProxy proxy = proxy(0);
        assertThat(poll(proxy).body()).isEqualTo(POLLED);
        assertThat(recording.claims).singleElement().satisfies(claimed -> {
            assertThat(claimed.run()).isEqualTo(RUN);
            assertThat(claimed.claim()).isEqualTo(3);
            assertThat(claimed.leaseNanos()).isEqualTo(2_000_000_000L);
            assertThat(claimed.passage().process()).isEqualTo("worker-1.1");
            assertThat(claimed.passage().delivered()).isTrue();
        });
        proxy.close();
    }

    @Test
    void makesEveryKindOfFault() {
        FaultProxy proxy = proxy(166);
        quiet = false;
        for (int i = 0; i < 40; i++) {
            try {
                poll(proxy);
            } catch (IOException | InterruptedException e) {
                continue;
            }
        }
        assertThat(recording.faults)
                .extracting(Fault::kind)
                .contains(
                        Fault.Kind.REQUEST_CUT,
                        Fault.Kind.REQUEST_DELAYED,
                        Fault.Kind.ANSWER_CUT,
                        Fault.Kind.ANSWER_DELAYED,
                        Fault.Kind.ANSWER_LATE,
                        Fault.Kind.REQUEST_DOUBLED);
        long cut = count(Fault.Kind.REQUEST_CUT);
        long doubled = count(Fault.Kind.REQUEST_DOUBLED);
        Awaitility.await().untilAsserted(() -> {
            assertThat(requests.get()).isEqualTo((int) (40 - cut + doubled));
            assertThat(recording.claims.stream().map(Wire.Claimed::passage).filter(passage -> !passage.delivered()))
                    .hasSize((int) (count(Fault.Kind.ANSWER_CUT) + doubled));
        });
        proxy.close();
    }

    private long count(Fault.Kind kind) {
        return recording.faults.stream().filter(fault -> fault.kind() == kind).count();
    }

    private FaultProxy proxy(int faultsPerThousand) {
        return new FaultProxy(
                "worker-1.1",
                new FaultProxy.Setup(
                        List.of(server.getAddress().getPort()),
                        faultsPerThousand,
                        1,
                        recording,
                        new WireReader(recording),
                        () -> quiet),
                1);
    }

    private HttpResponse<String> poll(FaultProxy proxy) throws IOException, InterruptedException {
        URI uri = URI.create(proxy.url() + "/api/v1/worker/sessions/x/poll");
        return client.send(
                HttpRequest.newBuilder(uri)
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
