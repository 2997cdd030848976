package dev.kagzi.server.test;

import dev.kagzi.server.openapi.Contract;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** Talks to the server under test as anybody could. */
@TestComponent
@Lazy
public class ServerClient {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Environment environment;

    ServerClient(Environment environment) {
        this.environment = environment;
    }

    public int port() {
        return environment.getRequiredProperty("local.server.port", int.class);
    }

    public int managementPort() {
        return environment.getRequiredProperty("local.management.port", int.class);
    }

    /** The name of a namespace that nobody else uses. */
    public String newNamespace() {
        String name = "test-" + UUID.randomUUID();
        Answer answer = post("/api/v1/namespaces", "{\"name\":\"%s\"}".formatted(name));
        if (answer.status() != 201) {
            throw new IllegalStateException(answer.toString());
        }
        return name;
    }

    /** @param headers names and values in turn */
    public Answer get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    /** Posts JSON. */
    public Answer post(String path, String json, String... headers) {
        return send("POST", path, BodyPublishers.ofString(json), withContentType(headers));
    }

    /** Sends anything, and holds the answer to the OpenAPI document. */
    public Answer send(String method, String path, BodyPublisher body, String... headers) {
        Answer answer = send(port(), method, path, body, headers);
        List<String> violations = Contract.ofThisServer()
                .violations(
                        method,
                        path,
                        answer.status(),
                        header -> !answer.header(header).isEmpty(),
                        answer.body());
        if (!violations.isEmpty()) {
            throw new AssertionError("%s %s answers against openapi.json: %s\n%s"
                    .formatted(method, path, String.join("; ", violations), answer.body()));
        }
        return answer;
    }

    /** Sends anything to any port of this machine. */
    public Answer send(int port, String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Writes these bytes to a socket and reads until the server closes it: for requests no client would send. */
    public String raw(int port, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String[] withContentType(String... headers) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/json";
        return all;
    }
}
