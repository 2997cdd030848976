package dev.kagzi.transport;

import java.time.Duration;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Makes clients that repeat and redirect nothing: whether a request may be sent again is the caller's decision. */
final class PlainHttpClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** How long a request waits for a connection when all are taken. */
    private static final Duration LEASE_TIMEOUT = Duration.ofSeconds(30);
    /** After this a connection is made anew, so that a changed address of the server is noticed. */
    private static final Duration CONNECTION_AGE = Duration.ofMinutes(10);

    private PlainHttpClient() {}

    static CloseableHttpClient create(int maxConnections) {
        ConnectionConfig connections = ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(CONNECT_TIMEOUT))
                .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                .setTimeToLive(TimeValue.of(CONNECTION_AGE))
                .build();
        RequestConfig requests = RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(LEASE_TIMEOUT))
                .build();
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDefaultConnectionConfig(connections)
                        .setMaxConnPerRoute(maxConnections)
                        .setMaxConnTotal(maxConnections)
                        .build())
                .setDefaultRequestConfig(requests)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
    }
}
