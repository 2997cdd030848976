package dev.kagzi.server.security;

import dev.kagzi.server.startup.StartRefusedException;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may use the server.
 *
 * @param enabled Whether each request needs a key. Without keys the server listens on a loopback address only.
 * @param allowedHosts Names and addresses under which the server is reached, without ports: what 'Host' and 'Origin' of a request may
 *     be, beside localhost. Needed where it listens on another address. Default: none.
 * @param tlsTerminatedByProxy Whether a proxy before the server takes care of TLS. Where it listens on another address than a loopback
 *     one, either this or 'server.ssl' is needed.
 * @param requestsPerSecond Requests of one key that a server takes in a second, from 1 to 1000000; more are answered with 429. The worker
 *     protocol does not count.
 */
@ConfigurationProperties("kagzi.security")
public record SecuritySettings(
        @DefaultValue("false") boolean enabled,
        @DefaultValue List<String> allowedHosts,
        @DefaultValue("false") boolean tlsTerminatedByProxy,
        @DefaultValue("10000") int requestsPerSecond) {

    private static final int MOST_REQUESTS = 1_000_000;

    public SecuritySettings {
        allowedHosts = List.copyOf(allowedHosts);
        if (requestsPerSecond < 1 || requestsPerSecond > MOST_REQUESTS) {
            throw new StartRefusedException(
                    "The property 'kagzi.security.requests-per-second' is '%d'.".formatted(requestsPerSecond),
                    "Set it to a value from 1 to %d.".formatted(MOST_REQUESTS));
        }
    }
}
