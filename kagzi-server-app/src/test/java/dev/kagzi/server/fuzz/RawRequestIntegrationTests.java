package dev.kagzi.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** Bytes that are no requests, or only the beginning of one. */
@ServerTest
@TestPropertySource(properties = "server.tomcat.connection-timeout=2s")
class RawRequestIntegrationTests {

    private static final int CONNECTIONS = 200;
    private static final int REQUESTS = 10 * Integer.getInteger("kagzi.fuzz", 30);
    private static final long SEED = Long.getLong("kagzi.fuzz.seed", 42);
    private static final String START =
            "POST /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

    @Autowired
    private ServerClient server;

    static List<String> wrongLengths() {
        return List.of(
                START + "Content-Length: -1\r\n\r\n{}",
                START + "Content-Length: 99999999999999999999\r\n\r\n{}",
                START + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                START + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
                START + "Content-Length: 0x2\r\n\r\n{}",
                START + "Content-Length: 1,2\r\n\r\n{}",
                START + "Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n",
                START + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n{}",
                START + "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
                START + "Transfer-Encoding: chunked\r\n\r\n2;" + "a".repeat(20_000) + "\r\n{}\r\n0\r\n\r\n",
                START + "Transfer-Encoding: gzip\r\n\r\n{}",
                START + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
                START + "Expect: 200-ok\r\nContent-Length: 2\r\n\r\n{}");
    }

    @ParameterizedTest
    @MethodSource("wrongLengths")
    void lengthsThatAreNone(String request) throws IOException {
        String answer = send(request.getBytes(StandardCharsets.ISO_8859_1));
        // Never a second answer, which would be to what one side takes for a request and the other for a body.
        assertThat(answer.split("HTTP/1\\.1 \\d\\d\\d", -1)).hasSizeLessThanOrEqualTo(2);
        // 501 is what Tomcat says of an encoding that it does not know.
        assertThat(answer).doesNotContainPattern("HTTP/1\\.1 (2|50[02-9])").doesNotContain("Exception", "Tomcat");
    }

    @Test
    void bytesOfAnyKind() throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < REQUESTS; i++) {
            byte[] bytes = random.nextBoolean() ? random(random) : flipped(random);
            assertThat(send(bytes)).as("seed %d, request %d", SEED, i).doesNotContain("HTTP/1.1 2", "Exception");
        }
        answersInTime();
    }

    private static byte[] random(Random random) {
        byte[] bytes = new byte[random.nextInt(2_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] flipped(Random random) {
        byte[] bytes = (START + "Content-Length: 2\r\nConnection: close\r\n\r\n{}").getBytes(StandardCharsets.US_ASCII);
        for (int flips = 1 + random.nextInt(5); flips > 0; flips--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    /** Requests that are begun and not gone on with: they are let go, and keep nobody waiting. */
    @Test
    void whoeverSendsNothingMoreKeepsNobodyWaiting() throws IOException {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                open.add(socket);
                String begun = List.of("", "POST /api", START, START + "Content-Length: 100000\r\n\r\n{\"workflow\":")
                        .get(i % 4);
                socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
            }
            answersInTime();
            for (Socket socket : open) {
                socket.setSoTimeout(10_000);
                assertThat(isClosed(socket))
                        .as("a connection that nothing comes on is closed")
                        .isTrue();
            }
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private void answersInTime() {
        long began = System.nanoTime();
        assertThat(server.get("/api/v1/info").status()).isEqualTo(200);
        assertThat(System.nanoTime() - began).isLessThan(2_000_000_000L);
    }

    /** What comes back until the server closes the connection, or waits for more than there is. */
    private String send(byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            return read(socket.getInputStream());
        } catch (SocketException e) {
            // Closed while there was more to send.
            return "";
        }
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    private static String read(InputStream input) throws IOException {
        try {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the server has left the connection open", e);
        }
    }
}
