package dev.kagzi.server.shutdown;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * The order in which the server stops; it starts the other way round. Readiness has been refused before all of it.
 *
 * <ol>
 *   <li>{@link #OPEN_REQUESTS}: what waits is answered, and connections are closed after each answer.
 *   <li>The web server takes no new connection and ends what it has begun, commits on their way included, for at most {@code
 *       spring.lifecycle.timeout-per-shutdown-phase}. Then the management port is closed.
 *   <li>{@link #BACKGROUND_SERVICES}: each ends its round.
 *   <li>{@link #SIGNALS}: other servers are told of the last commits.
 *   <li>The pool, and the embedded database after it.
 * </ol>
 */
public final class ShutdownOrder {

    /** Before the web server begins its graceful shutdown. */
    public static final int OPEN_REQUESTS = SmartLifecycle.DEFAULT_PHASE;

    /** After the web server has stopped. */
    public static final int BACKGROUND_SERVICES = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1024;

    /** After the last one who has something to tell. */
    public static final int SIGNALS = BACKGROUND_SERVICES - 1024;

    private ShutdownOrder() {}
}
