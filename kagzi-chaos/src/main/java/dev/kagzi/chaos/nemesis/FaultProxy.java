package dev.kagzi.chaos.nemesis;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.kagzi.chaos.evidence.Fault;
import dev.kagzi.chaos.evidence.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/**
 * Stands between one client and the servers: spreads requests over them, and cuts, delays and doubles some. Every process has a
 * proxy of its own, so what passes is known to be its.
 */
final class FaultProxy {

    private static final int KINDS = 6;
    private static final int REPEATED_REPORTS = 10;
    private static final int THOUSAND = 1_000;
    private static final int LONGEST_REPLAY_MILLIS = 3_000;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(70);

    /**
     * What all proxies share.
     *
     * @param leaseMillis what a delayed answer outlasts
     * @param quiet no more faults
     */
    record Setup(
            List<Integer> serverPorts,
            int faultsPerThousand,
            int leaseMillis,
            Recording recording,
            WireReader wire,
            BooleanSupplier quiet) {}

    private record Request(
            String method, String path, byte[] body, Optional<String> idempotencyKey, long arrivedNanos) {}

    private record Answer(int status, HttpResponse<byte[]> response, long forwardedNanos, long answeredNanos) {}

    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final String process;
    private final Setup setup;
    private final Random random;
    private final HttpServer listener;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final Set<CompletableFuture<?>> inFlight = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    FaultProxy(String process, Setup setup, long seed) {
        this.process = process;
        this.setup = setup;
        this.random = new Random(seed);
        try {
            listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("No proxy for " + process, e);
        }
        listener.setExecutor(threads);
        listener.createContext("/", this::handle);
        listener.start();
    }

    String url() {
        return "http://localhost:" + listener.getAddress().getPort();
    }

    /** Ends everything that passes, as the death of the process behind it would. */
    void close() {
        closed = true;
        listener.stop(0);
        inFlight.forEach(future -> future.cancel(true));
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestBody().readAllBytes(),
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst(IDEMPOTENCY_KEY)),
                    System.nanoTime());
            Fault.Kind fault = decide(request);
            if (fault == Fault.Kind.REQUEST_CUT) {
                setup.recording().fault(fault, process, request.arrivedNanos());
                return;
            }
            if (fault == Fault.Kind.REQUEST_DOUBLED) {
                setup.recording().fault(fault, process, request.arrivedNanos());
                int delay = next(LONGEST_REPLAY_MILLIS);
                threads.execute(() -> replay(request, delay));
            }
            if (fault == Fault.Kind.REQUEST_DELAYED) {
                Pause.millis(pastTheLease());
                setup.recording().fault(fault, process, request.arrivedNanos());
            }
            Answer answer = forward(request);
            if (fault == Fault.Kind.ANSWER_CUT) {
                setup.recording().fault(fault, process, answer.answeredNanos());
                record(request, answer, 0);
                cut(exchange, answer);
                return;
            }
            if (fault == Fault.Kind.ANSWER_DELAYED || fault == Fault.Kind.ANSWER_LATE) {
                boolean past = fault == Fault.Kind.ANSWER_DELAYED;
                Pause.millis(past ? pastTheLease() : next(setup.leaseMillis()));
                setup.recording().fault(fault, process, answer.answeredNanos());
            }
            record(request, answer, System.nanoTime());
            pass(exchange, answer);
        } catch (IOException | CompletionException | IllegalStateException e) {
            // Whoever waits for the answer sees its connection end, as with any broken line.
            exchange.close();
        }
    }

    /** Reports come again more often than all else: with these an old claim would write. */
    private Fault.@org.jspecify.annotations.Nullable Kind decide(Request request) {
        int kinds = request.path().endsWith("/reports") ? KINDS + REPEATED_REPORTS : KINDS;
        if (setup.quiet().getAsBoolean() || next(THOUSAND) >= kinds * setup.faultsPerThousand()) {
            return null;
        }
        return switch (next(kinds)) {
            case 0 -> Fault.Kind.REQUEST_CUT;
            case 1 -> Fault.Kind.ANSWER_CUT;
            case 2 -> Fault.Kind.ANSWER_DELAYED;
            case 3 -> Fault.Kind.ANSWER_LATE;
            case 4 -> Fault.Kind.REQUEST_DELAYED;
            default -> Fault.Kind.REQUEST_DOUBLED;
        };
    }

    private int pastTheLease() {
        return setup.leaseMillis() + 100 + next(1_500);
    }

    private int next(int bound) {
        synchronized (random) {
            return random.nextInt(bound);
        }
    }

    private void replay(Request request, int delayMillis) {
        try {
            Pause.millis(delayMillis);
            record(request, forward(request), 0);
        } catch (CompletionException | IllegalStateException e) {
            // The original stands on its own.
            return;
        }
    }

    /** Tries the other server only when the first cannot be connected: then nothing has been sent. */
    private Answer forward(Request request) {
        List<Integer> ports = setup.serverPorts();
        int first = next(ports.size());
        for (int i = 0; ; i++) {
            int port = ports.get((first + i) % ports.size());
            try {
                return forwardTo(port, request);
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof ConnectException) || i + 1 >= ports.size()) {
                    throw e;
                }
            }
        }
    }

    private Answer forwardTo(int port, Request request) {
        HttpRequest.Builder forwarded = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + request.path()))
                .timeout(REQUEST_TIMEOUT)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, application/problem+json")
                .method(
                        request.method(),
                        request.body().length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.idempotencyKey().ifPresent(key -> forwarded.header(IDEMPOTENCY_KEY, key));
        long forwardedNanos = System.nanoTime();
        CompletableFuture<HttpResponse<byte[]>> future =
                client.sendAsync(forwarded.build(), HttpResponse.BodyHandlers.ofByteArray());
        inFlight.add(future);
        try {
            if (closed) {
                future.cancel(true);
            }
            HttpResponse<byte[]> response = future.join();
            return new Answer(response.statusCode(), response, forwardedNanos, System.nanoTime());
        } finally {
            inFlight.remove(future);
        }
    }

    private void record(Request request, Answer answer, long deliveredNanos) {
        Wire.Passage passage = new Wire.Passage(
                process, request.arrivedNanos(), answer.forwardedNanos(), answer.answeredNanos(), deliveredNanos);
        setup.wire()
                .read(
                        request.path(),
                        request.body(),
                        answer.status(),
                        answer.response().body(),
                        passage);
    }

    private static void pass(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.response().body();
        for (String header : List.of("Content-Type", "Location", "Retry-After")) {
            answer.response()
                    .headers()
                    .firstValue(header)
                    .ifPresent(value -> exchange.getResponseHeaders().set(header, value));
        }
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    /** Half of the answer, then nothing. */
    private static void cut(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.response().body();
        if (body.length > 1) {
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body, 0, body.length / 2);
            exchange.getResponseBody().flush();
        }
    }
}
