package dev.kagzi.autoconfigure;

import org.springframework.web.client.RestClient;

/**
 * Adds to the HTTP client that talks to the server: headers and interceptors above all. Beans of this type are called in their
 * order, after Kagzi has set what it needs, for client and worker alike, and more than once: ordinary requests and long polls
 * have clients of their own. No customizer of other HTTP clients of the application is called.
 *
 * <p>A request factory set here replaces Kagzi's. It then has to wait for answers to long polls, 40 s by default, and is
 * closed by its owner; proxies of the JVM and {@code kagzi.ssl.bundle} are its own affair.
 */
@FunctionalInterface
public interface KagziClientCustomizer {

    /** Changes the client in the making; has to do the same each time. */
    void customize(RestClient.Builder client);
}
