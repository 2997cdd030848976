package dev.kagzi.transport;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StartRun;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriBuilder;

/** Runs over HTTP. */
public final class HttpRunsApi implements RunsApi {

    private static final String RUN = "/runs/{runId}";

    private final HttpConnection connection;
    private final URI runs;

    public HttpRunsApi(HttpConnection connection) {
        this.connection = connection;
        this.runs = connection.uri("/runs");
    }

    @Override
    public RunSnapshot start(StartRun start) {
        return connection.call(Request.post(runs, start), RunSnapshot.class);
    }

    @Override
    public RunSnapshot get(UUID runId, boolean withSteps) {
        URI uri = connection.uri(withSteps ? RUN + "?include=steps" : RUN, runId);
        return connection.call(Request.get(uri), RunSnapshot.class);
    }

    @Override
    public RunSnapshot result(UUID runId, Duration wait) {
        URI uri = connection.uri(RUN + "/result?wait={wait}", runId, wait);
        return connection.poll(wait, Request.get(uri), RunSnapshot.class);
    }

    @Override
    public RunSnapshot cancel(UUID runId, CancelRun cancel) {
        return post(cancel, RUN + "/cancel", runId);
    }

    @Override
    public RunSnapshot retry(UUID runId, UUID key) {
        Request retry =
                Request.post(connection.uri(RUN + "/retry", runId), null).once(key);
        return connection.call(retry, RunSnapshot.class);
    }

    @Override
    public RunSnapshot restart(UUID runId, RestartRun restart) {
        return post(restart, RUN + "/restart", runId);
    }

    @Override
    public Page<RunSnapshot> list(RunQuery query) {
        RunPage page = connection.call(Request.get(uri(query)), RunPage.class);
        return new Page<>(page.items(), page.nextCursor());
    }

    private RunSnapshot post(@Nullable Object body, String path, Object... variables) {
        return connection.call(Request.post(connection.uri(path, variables), body), RunSnapshot.class);
    }

    private URI uri(RunQuery query) {
        UriBuilder uri = connection.uriBuilder("/runs");
        Map<String, Object> variables = new HashMap<>();
        add(uri, variables, "workflow", query.workflow());
        add(uri, variables, "status", query.status());
        add(uri, variables, "id", query.id());
        add(uri, variables, "createdAfter", query.createdAfter());
        add(uri, variables, "createdBefore", query.createdBefore());
        add(uri, variables, "limit", query.limit());
        add(uri, variables, "cursor", query.cursor());
        query.tags().forEach((name, value) -> {
            String variable = "tag" + variables.size();
            uri.queryParam("tag", "{" + variable + "}");
            variables.put(variable, name + ":" + value);
        });
        return uri.build(variables);
    }

    private static void add(UriBuilder uri, Map<String, Object> variables, String name, @Nullable Object value) {
        if (value != null) {
            uri.queryParam(name, "{" + name + "}");
            variables.put(name, value);
        }
    }

    /** A page with its type spelt out, as the mapper needs it. */
    private record RunPage(
            List<RunSnapshot> items, @Nullable String nextCursor) {}
}
