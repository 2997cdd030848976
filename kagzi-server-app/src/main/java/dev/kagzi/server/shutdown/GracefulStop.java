package dev.kagzi.server.shutdown;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Lets those who are connected leave: first of all that happens when the server stops. */
@Component
public class GracefulStop implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(GracefulStop.class);

    private final ObjectProvider<OpenRequests> requests;
    private final Duration delay;
    /** Nobody opens it: to wait on it ends with the delay. */
    private final CountDownLatch never = new CountDownLatch(1);

    private volatile boolean running;
    private volatile boolean stopping;

    /** @param requests asked for at the end: the web server needs this bean before there is anything else */
    GracefulStop(ObjectProvider<OpenRequests> requests, ShutdownSettings settings) {
        this.requests = requests;
        this.delay = settings.shutdownDelay();
    }

    /** Whether every answer should be the last one on its connection. */
    public boolean isStopping() {
        return stopping;
    }

    @Override
    public void start() {
        stopping = false;
        requests.forEach(OpenRequests::letWait);
        running = true;
    }

    @Override
    public void stop() {
        stopping = true;
        await(delay);
        requests.orderedStream().forEach(kind -> {
            log.debug("The server stops: {} open {} are answered", kind.open(), kind.kind());
            kind.answerAll();
        });
        running = false;
    }

    private void await(Duration time) {
        try {
            never.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return ShutdownOrder.OPEN_REQUESTS;
    }
}
