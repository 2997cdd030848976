package dev.kagzi.transport;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.kagzi.protocol.json.ProtocolJson;
import dev.kagzi.transport.AnswerReader.Answer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.io.CloseMode;
import org.springframework.http.MediaType;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClient.RequestBodySpec;
import org.springframework.web.util.DefaultUriBuilderFactory;
import org.springframework.web.util.UriBuilder;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends requests and reads their answers. Long polls have connections of their own, as many as there are polls, so that
 * neither they nor ordinary requests ever wait for the other kind. Closing it cuts off what is open.
 */
public final class HttpConnection implements AutoCloseable {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    /** What an answer may take beyond the wait it was asked for. */
    private static final Duration POLL_MARGIN = Duration.ofSeconds(10);

    private static final int MAX_CALLS = 50;

    /** An answer without a list, or with a gap in one, means nothing by it. */
    private final JsonMapper json = ProtocolJson.builder()
            .withConfigOverride(
                    List.class, lists -> lists.setNullHandling(JsonSetter.Value.construct(Nulls.AS_EMPTY, Nulls.SKIP)))
            .build();

    private final AnswerReader answers = new AnswerReader(json);
    private final ConnectionSettings settings;
    private final DefaultUriBuilderFactory uris;
    private final Consumer<RestClient.Builder> customizer;
    private final CloseableHttpClient calls;
    private final CloseableHttpClient polls;
    private final RestClient callClient;
    /** By their timeout in whole seconds, of which there are few: a timeout belongs to the factory of requests. */
    private final Map<Long, RestClient> pollClients = new ConcurrentHashMap<>();

    /** The customizer may be called several times, for each kind of request. */
    public HttpConnection(ConnectionSettings settings, Consumer<RestClient.Builder> customizer) {
        this.settings = settings;
        this.customizer = customizer;
        this.calls = PlainHttpClient.create(MAX_CALLS, settings.tls());
        this.polls = PlainHttpClient.create(Integer.MAX_VALUE, settings.tls());
        this.uris = new DefaultUriBuilderFactory(settings.url() + "/api/v1");
        this.callClient = restClient(calls, ANSWER_TIMEOUT);
    }

    /** An address below {@code /api/v1}. */
    URI uri(String path, Object... variables) {
        return uris.expand(path, variables);
    }

    UriBuilder uriBuilder(String path) {
        return uris.builder().path(path);
    }

    <T> T call(Request request, Class<T> type) {
        return answers.read(request, send(callClient, request), type);
    }

    /** A request whose answer says, beside what it holds, which state of it that is. */
    <T> Tagged<T> tagged(Request request, Class<T> type) {
        Answer answer = send(callClient, request);
        T value = answers.read(request, answer, type);
        String etag = answer.headers().getETag();
        if (etag == null) {
            throw new ServerUnreachableException(
                    request + " was answered without an ETag. Check what stands between here and the server.", null);
        }
        return new Tagged<>(value, etag);
    }

    void call(Request request) {
        answers.requireSuccess(request, send(callClient, request));
    }

    /** A request whose answer may take as long as {@code wait}. */
    <T> T poll(Duration wait, Request request, Class<T> type) {
        long seconds = wait.plus(POLL_MARGIN).toSeconds();
        RestClient client = pollClients.computeIfAbsent(seconds, s -> restClient(polls, Duration.ofSeconds(s)));
        return answers.read(request, send(client, request), type);
    }

    private Answer send(RestClient client, Request request) {
        RequestBodySpec spec = client.method(request.method()).uri(request.uri());
        request.headers().forEach(spec::header);
        if (request.body() != null) {
            spec.contentType(MediaType.APPLICATION_JSON).body(json.writeValueAsBytes(request.body()));
        }
        try {
            return spec.exchangeForRequiredValue((sent, answer) -> new Answer(
                    answer.getStatusCode(),
                    answer.getHeaders(),
                    answer.getBody().readAllBytes()));
        } catch (ResourceAccessException e) {
            throw unreachable(request, e.getCause() == null ? e : e.getCause());
        } catch (IllegalStateException e) {
            // The pool of connections was closed: the application is shutting down.
            throw unreachable(request, e);
        }
    }

    private static ServerUnreachableException unreachable(Request request, Throwable cause) {
        return new ServerUnreachableException(
                request + " got no answer: " + cause + ". Check that the server runs, and kagzi.url.", cause);
    }

    private RestClient restClient(CloseableHttpClient http, Duration answerTimeout) {
        HttpComponentsClientHttpRequestFactory requests = new HttpComponentsClientHttpRequestFactory(http);
        requests.setReadTimeout(answerTimeout);
        RestClient.Builder client = RestClient.builder()
                .requestFactory(requests)
                .defaultHeaders(headers ->
                        headers.setAccept(List.of(MediaType.APPLICATION_JSON, MediaType.APPLICATION_PROBLEM_JSON)));
        if (settings.namespace() != null) {
            client.defaultHeader("Kagzi-Namespace", settings.namespace());
        }
        String apiKey = settings.apiKey();
        if (apiKey != null) {
            client.defaultHeaders(headers -> headers.setBearerAuth(apiKey));
        }
        customizer.accept(client);
        return client.build();
    }

    @Override
    public void close() {
        polls.close(CloseMode.IMMEDIATE);
        calls.close(CloseMode.IMMEDIATE);
    }
}
