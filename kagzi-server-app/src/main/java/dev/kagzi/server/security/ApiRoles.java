package dev.kagzi.server.security;

import static dev.kagzi.protocol.KeyRole.ADMIN;
import static dev.kagzi.protocol.KeyRole.CLIENT;
import static dev.kagzi.protocol.KeyRole.VIEWER;
import static dev.kagzi.protocol.KeyRole.WORKER;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.HEAD;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import dev.kagzi.protocol.KeyRole;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;

/** Who may do what. The first line that fits decides, and what fits none is for nobody. */
final class ApiRoles {

    private static final List<HttpMethod> READS = List.of(GET, HEAD);
    private static final List<HttpMethod> CHANGES = List.of(POST, PUT, DELETE);
    private static final List<HttpMethod> ALL = List.of(GET, HEAD, POST, PUT, DELETE);

    private static final List<String> OPEN = List.of("/api/v1/openapi.json", "/problems/*", "/livez", "/readyz");

    private static final List<Line> LINES = Stream.of(
                    line("/api/v1/worker/**", ALL, WORKER),
                    line("/api/v1/namespaces/**", ALL),
                    line("/api/v1/keys/**", ALL),
                    line("/api/v1/audit/**", READS),
                    line("/api/v1/info", READS, WORKER, CLIENT, VIEWER),
                    line("/api/v1/stats", READS, CLIENT, VIEWER),
                    readAndChange("/api/v1/runs/**", CLIENT),
                    readAndChange("/api/v1/events/**", CLIENT),
                    readAndChange("/api/v1/schedules/**", CLIENT),
                    readAndChange("/api/v1/bulk/**", CLIENT),
                    readAndChange("/api/v1/workflows/**"),
                    readAndChange("/api/v1/workers/**"))
            .flatMap(lines -> lines)
            .toList();

    private ApiRoles() {}

    /** @param roles which of them may, beside admins */
    private record Line(String path, List<HttpMethod> methods, List<KeyRole> roles) {}

    private static Stream<Line> line(String path, List<HttpMethod> methods, KeyRole... roles) {
        return Stream.of(new Line(path, methods, List.of(roles)));
    }

    /** Clients and viewers read, these roles change. */
    private static Stream<Line> readAndChange(String path, KeyRole... roles) {
        return Stream.concat(line(path, READS, CLIENT, VIEWER), line(path, CHANGES, roles));
    }

    static void declare(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests) {
        READS.forEach(method ->
                requests.requestMatchers(method, OPEN.toArray(String[]::new)).permitAll());
        for (Line line : LINES) {
            String[] roles = Stream.concat(Stream.of(ADMIN), line.roles().stream())
                    .map(KeyRole::name)
                    .toArray(String[]::new);
            line.methods()
                    .forEach(method ->
                            requests.requestMatchers(method, line.path()).hasAnyRole(roles));
        }
        requests.anyRequest().denyAll();
    }
}
