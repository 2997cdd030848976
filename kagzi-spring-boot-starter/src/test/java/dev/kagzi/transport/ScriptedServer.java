package dev.kagzi.transport;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A server on the loopback address that gives the answers it was told to, one after the other; the last one for ever. */
public final class ScriptedServer implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Received> received = Collections.synchronizedList(new ArrayList<>());
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final String scheme;
    private final HttpServer server;

    public ScriptedServer() {
        this(null);
    }

    /** Encrypted, unless there is no context. */
    public ScriptedServer(SSLContext tls) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try {
            if (tls == null) {
                server = HttpServer.create(address, 0);
            } else {
                HttpsServer encrypted = HttpsServer.create(address, 0);
                encrypted.setHttpsConfigurator(new HttpsConfigurator(tls));
                server = encrypted;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        scheme = tls == null ? "http" : "https";
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI url() {
        return URI.create(scheme + "://localhost:" + server.getAddress().getPort());
    }

    public ScriptedServer answer(int status, String json) {
        return answer(exchange -> respond(exchange, status, "application/json", json));
    }

    public ScriptedServer problem(int status, String code, boolean retryable) {
        return answer(
                exchange -> respond(exchange, status, "application/problem+json", problem(code, status, retryable)));
    }

    /** Reads the request and closes the connection without an answer. */
    public ScriptedServer cut() {
        return answer(HttpExchange::close);
    }

    public ScriptedServer answer(Answer answer) {
        answers.add(answer);
        return this;
    }

    public List<Received> received() {
        return List.copyOf(received);
    }

    public static void respond(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    public static String problem(String code, int status, boolean retryable) {
        return """
                {"type":"about:%1$s","title":"Title","status":%2$d,"detail":"Detail of %1$s","code":"%1$s","retryable":%3$s}""".formatted(code, status, retryable);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        received.add(new Received(
                exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                exchange.getRequestHeaders().getFirst("Kagzi-Namespace"),
                exchange.getRequestHeaders(),
                body));
        Answer answer = answers.size() > 1 ? answers.remove() : answers.element();
        answer.send(exchange);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** What a request looked like. */
    public record Received(String line, String namespace, Headers headers, String body) {}

    /** How a request is answered. */
    @FunctionalInterface
    public interface Answer {
        void send(HttpExchange exchange) throws IOException;
    }
}
