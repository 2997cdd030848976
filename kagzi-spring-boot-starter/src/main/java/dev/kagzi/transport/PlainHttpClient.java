package dev.kagzi.transport;

import java.net.ProxySelector;
import java.time.Duration;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Makes clients that repeat and redirect nothing: whether a request may be sent again is the caller's decision. */
final class PlainHttpClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** How long a request waits for a connection when all are taken. */
    private static final Duration LEASE_TIMEOUT = Duration.ofSeconds(30);
    /** After this a connection is made anew, so that a changed address of the server is noticed. */
    private static final Duration CONNECTION_AGE = Duration.ofMinutes(10);

    private PlainHttpClient() {}

    static CloseableHttpClient create(int maxConnections, @Nullable Tls tls) {
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
                        .setTlsSocketStrategy(strategy(tls))
                        .setMaxConnPerRoute(maxConnections)
                        .setMaxConnTotal(maxConnections)
                        .build())
                .setDefaultRequestConfig(requests)
                // Proxies as the JVM's properties and its ProxySelector name them.
                .setRoutePlanner(new SystemDefaultRoutePlanner(ProxySelector.getDefault()))
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
    }

    private static TlsSocketStrategy strategy(@Nullable Tls tls) {
        if (tls == null) {
            return DefaultClientTlsStrategy.createDefault();
        }
        return new DefaultClientTlsStrategy(
                tls.context(),
                tls.options().getEnabledProtocols(),
                tls.options().getCiphers(),
                SSLBufferMode.STATIC,
                HttpsSupport.getDefaultHostnameVerifier());
    }
}
