package dev.kagzi.server.signal;

import dev.kagzi.server.shutdown.ShutdownOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Hears the other servers on a connection of its own. The connection is asked something every few seconds, so that one that is only
 * half open is noticed and replaced.
 */
@Component
class SignalReceiver implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SignalReceiver.class);
    private static final int CHECK_MILLIS = 5_000;
    private static final int RECONNECT_MILLIS = 1_000;
    private static final int PROBE_SECONDS = 3;

    private final DataSource dataSource;
    private final Signals signals;
    private final SignalBroadcast broadcast;
    private volatile @Nullable CountDownLatch stopping;

    SignalReceiver(DataSource dataSource, Signals signals, SignalBroadcast broadcast) {
        this.dataSource = dataSource;
        this.signals = signals;
        this.broadcast = broadcast;
    }

    @Override
    public void start() {
        if (!broadcast.isEnabled()) {
            return;
        }
        CountDownLatch stop = new CountDownLatch(1);
        stopping = stop;
        Thread thread = new Thread(() -> receiveUntil(stop), "kagzi-signal-receive");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void stop() {
        CountDownLatch stop = stopping;
        stopping = null;
        if (stop != null) {
            stop.countDown();
        }
    }

    @Override
    public boolean isRunning() {
        return stopping != null;
    }

    @Override
    public int getPhase() {
        return ShutdownOrder.SIGNALS;
    }

    private void receiveUntil(CountDownLatch stop) {
        boolean stopped = false;
        while (!stopped) {
            try (Connection connection = dataSource.getConnection()) {
                listen(connection, stop);
            } catch (SQLException e) {
                log.debug("The connection for signals broke; a new one is made", e);
            }
            try {
                stopped = stop.await(RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void listen(Connection connection, CountDownLatch stop) throws SQLException {
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + SignalBroadcast.CHANNEL);
            PGConnection listener = connection.unwrap(PGConnection.class);
            while (stop.getCount() > 0) {
                PGNotification[] received = listener.getNotifications(CHECK_MILLIS);
                if (received == null || received.length == 0) {
                    if (!connection.isValid(PROBE_SECONDS)) {
                        throw new SQLException("The connection no longer answers.");
                    }
                } else {
                    for (PGNotification notification : received) {
                        tell(notification.getParameter());
                    }
                }
            }
            statement.execute("UNLISTEN *");
        }
    }

    private void tell(String text) {
        String[] lines = text.split("\n");
        if (lines[0].equals(broadcast.serverId().toString())) {
            return;
        }
        for (int i = 1; i < lines.length; i++) {
            try {
                signals.tellHere(SignalText.read(lines[i]));
            } catch (RuntimeException e) {
                log.debug("A signal of another server could not be read: {}", lines[i], e);
            }
        }
    }
}
