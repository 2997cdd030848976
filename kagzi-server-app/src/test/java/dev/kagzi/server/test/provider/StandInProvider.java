package dev.kagzi.server.test.provider;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** Discovery, a page that asks whether to go on, tokens, keys and user info; it minds what a client has to do. */
public final class StandInProvider implements AutoCloseable {

    public static final String CLIENT_ID = "kagzi";
    public static final String CLIENT_SECRET = "secret-of-the-stand-in";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final SigningKey published = new SigningKey();
    private volatile SigningKey key = published;
    private volatile Map<String, Object> claims = Map.of();
    private volatile UnaryOperator<Map<String, Object>> forgery = UnaryOperator.identity();

    public StandInProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/.well-known/openid-configuration", exchange -> json(exchange, 200, metadata()));
        server.createContext("/keys", exchange -> json(exchange, 200, Map.of("keys", List.of(published.published()))));
        server.createContext("/authorize", this::ask);
        server.createContext("/token", this::give);
        server.createContext("/userinfo", exchange -> json(exchange, 200, claims));
        server.start();
    }

    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on whoever signs in is this one, with nothing forged. */
    public void knows(Map<String, Object> somebody) {
        claims = somebody;
        key = published;
        forgery = UnaryOperator.identity();
    }

    /** Changes what ID tokens say. */
    public void forges(UnaryOperator<Map<String, Object>> change) {
        forgery = change;
    }

    /** Signs ID tokens with a key that it does not publish. */
    public void signsWithAnotherKey() {
        key = new SigningKey();
    }

    private Map<String, Object> metadata() {
        return Map.of(
                "issuer",
                issuer(),
                "authorization_endpoint",
                issuer() + "/authorize",
                "token_endpoint",
                issuer() + "/token",
                "jwks_uri",
                issuer() + "/keys",
                "userinfo_endpoint",
                issuer() + "/userinfo",
                "response_types_supported",
                List.of("code"),
                "subject_types_supported",
                List.of("public"),
                "id_token_signing_alg_values_supported",
                List.of("RS256"));
    }

    private void ask(HttpExchange exchange) throws IOException {
        Map<String, String> asked = parameters(exchange.getRequestURI().getRawQuery());
        if (!CLIENT_ID.equals(asked.get("client_id"))
                || !"code".equals(asked.get("response_type"))
                || !List.of(asked.getOrDefault("scope", "").split(" ")).contains("openid")
                || !"S256".equals(asked.get("code_challenge_method"))
                || !asked.containsKey("nonce")) {
            json(exchange, 400, asked);
            return;
        }
        String code = UUID.randomUUID().toString();
        codes.put(code, asked);
        String back = asked.get("redirect_uri") + "?state="
                + URLEncoder.encode(asked.getOrDefault("state", ""), StandardCharsets.UTF_8);
        String page =
                "<!DOCTYPE html><title>Stand-in</title><a id=\"approve\" href=\"%s&code=%s\">Approve</a> <a id=\"deny\" href=\"%s&error=access_denied\">Deny</a>"
                        .formatted(back, code, back);
        send(exchange, 200, "text/html", page);
    }

    private void give(HttpExchange exchange) throws IOException {
        Map<String, String> given =
                parameters(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String basic =
                Base64.getEncoder().encodeToString((CLIENT_ID + ":" + CLIENT_SECRET).getBytes(StandardCharsets.UTF_8));
        if (!("Basic " + basic).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            json(exchange, 401, Map.of("error", "invalid_client"));
            return;
        }
        Map<String, String> asked = codes.remove(given.getOrDefault("code", ""));
        if (asked == null
                || !asked.get("redirect_uri").equals(given.get("redirect_uri"))
                || !asked.get("code_challenge").equals(challenge(given.getOrDefault("code_verifier", "")))) {
            json(exchange, 400, Map.of("error", "invalid_grant"));
            return;
        }
        json(
                exchange,
                200,
                Map.of("access_token", "a", "token_type", "Bearer", "expires_in", 60, "id_token", idToken(asked)));
    }

    private String idToken(Map<String, String> asked) {
        Map<String, Object> token = new HashMap<>(claims);
        long now = Instant.now().getEpochSecond();
        token.putAll(Map.of("iss", issuer(), "aud", CLIENT_ID, "iat", now, "exp", now + 60));
        token.put("nonce", asked.get("nonce"));
        return key.token(forgery.apply(token));
    }

    private static String challenge(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> parameters(String encoded) {
        return Stream.of(encoded.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private static void json(HttpExchange exchange, int status, Object body) throws IOException {
        send(exchange, status, "application/json", JSON.writeValueAsString(body));
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
