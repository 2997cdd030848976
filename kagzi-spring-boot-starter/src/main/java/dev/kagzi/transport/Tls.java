package dev.kagzi.transport;

import javax.net.ssl.SSLContext;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;

/**
 * How requests are encrypted, read from an SSL bundle once, so that one that cannot be read is noticed before the first request.
 *
 * @param context whom to trust, and who to be
 * @param options protocols and ciphers, where the bundle names them
 */
public record Tls(SSLContext context, SslOptions options) {

    /** @throws RuntimeException when stores or certificates of the bundle cannot be read */
    public static Tls of(SslBundle bundle) {
        return new Tls(bundle.createSslContext(), bundle.getOptions());
    }
}
