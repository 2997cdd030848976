package dev.kagzi.server.signal;

import dev.kagzi.server.settings.ServerSettings;
import dev.kagzi.server.shutdown.ShutdownOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Tells the other servers. While one {@code NOTIFY} is on its way the next one collects. What gets lost is found by the others'
 * own looks, so a failure here is no more than a delay.
 */
@Component
class SignalBroadcast implements SmartLifecycle {

    static final String CHANNEL = "kagzi_signal";
    /** PostgreSQL takes less than 8,000 bytes. */
    static final int MAX_BYTES = 7_500;

    private static final Logger log = LoggerFactory.getLogger(SignalBroadcast.class);
    private static final int MAX_QUEUED = 10_000;
    private static final Duration TO_SEND = Duration.ofSeconds(5);

    private final JdbcClient jdbc;
    private final boolean enabled;
    private final UUID serverId = UUID.randomUUID();
    private final BlockingQueue<Signal> queue = new LinkedBlockingQueue<>(MAX_QUEUED);
    private volatile @Nullable Thread thread;

    SignalBroadcast(JdbcClient jdbc, ServerSettings settings) {
        this.jdbc = jdbc;
        this.enabled = settings.notifying();
    }

    boolean isEnabled() {
        return enabled;
    }

    UUID serverId() {
        return serverId;
    }

    void send(Collection<Signal> signals) {
        if (enabled) {
            signals.forEach(queue::offer);
        }
    }

    @Override
    public void start() {
        if (enabled) {
            Thread sender = new Thread(this::sendUntilStopped, "kagzi-signal-send");
            sender.setDaemon(true);
            thread = sender;
            sender.start();
        }
    }

    @Override
    public void stop() {
        Thread sender = thread;
        thread = null;
        if (sender != null) {
            sender.interrupt();
            join(sender);
            sendLast();
        }
    }

    /** What it has taken from the queue would be lost with it. */
    private static void join(Thread sender) {
        try {
            sender.join(TO_SEND.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @Override
    public int getPhase() {
        return ShutdownOrder.SIGNALS;
    }

    private void sendUntilStopped() {
        List<Signal> collected = new ArrayList<>();
        while (thread != null) {
            try {
                collected.add(queue.take());
            } catch (InterruptedException e) {
                return;
            }
            queue.drainTo(collected);
            if (!sendAll(collected) && thread == null) {
                // It was interrupted while it waited for a connection: they are left for those who stop it.
                collected.forEach(queue::offer);
            }
            collected.clear();
        }
    }

    /** Those of the last requests: nobody else tells the other servers that their runs can be claimed. */
    private void sendLast() {
        List<Signal> left = new ArrayList<>();
        queue.drainTo(left);
        if (!left.isEmpty()) {
            sendAll(left);
        }
    }

    /** Whether all were sent. */
    private boolean sendAll(List<Signal> collected) {
        try {
            texts(collected).forEach(this::notifyOthers);
            return true;
        } catch (DataAccessException e) {
            log.debug("{} signals were not sent to other servers", collected.size(), e);
            return false;
        }
    }

    /** The signals as payloads that fit, each headed by the sender. */
    private List<String> texts(Collection<Signal> signals) {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder(serverId.toString());
        for (String line : signals.stream().map(SignalText::write).distinct().toList()) {
            if (text.length() + line.length() > MAX_BYTES / 3 && text.length() > 36) {
                texts.add(text.toString());
                text.setLength(36);
            }
            text.append('\n').append(line);
        }
        texts.add(text.toString());
        return texts;
    }

    private void notifyOthers(String text) {
        jdbc.sql("SELECT pg_notify(:channel, :text)")
                .param("channel", CHANNEL)
                .param("text", text)
                .query((row, number) -> number)
                .list();
    }
}
