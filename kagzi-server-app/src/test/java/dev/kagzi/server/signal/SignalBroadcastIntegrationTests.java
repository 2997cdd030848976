package dev.kagzi.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.settings.ServerSettings;
import dev.kagzi.server.signal.Signal.RunChanged;
import dev.kagzi.server.test.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.unit.DataSize;

class SignalBroadcastIntegrationTests {

    private final String url = TestDatabase.newUrl();

    /** A pool that is used up: whoever asks first waits until he is interrupted. */
    private final class UsedUpAtFirst extends DriverManagerDataSource {

        private final AtomicBoolean isUsedUp = new AtomicBoolean(true);
        private final CountDownLatch waiting = new CountDownLatch(1);

        UsedUpAtFirst() {
            super(url, "postgres", "");
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (isUsedUp.getAndSet(false)) {
                waiting.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw new SQLException("Interrupted while waiting for a connection", e);
                }
            }
            return super.getConnection();
        }
    }

    @Test
    void whatWasBeingSentWhenTheServerStopsIsSentAllTheSame() throws Exception {
        UsedUpAtFirst pool = new UsedUpAtFirst();
        ServerSettings settings =
                new ServerSettings(Duration.ofSeconds(30), null, DataSize.ofMegabytes(1), 20_000, true);
        SignalBroadcast broadcast = new SignalBroadcast(JdbcClient.create(pool), settings);
        Signal first = new RunChanged(UUID.randomUUID(), UUID.randomUUID());
        Signal second = new RunChanged(UUID.randomUUID(), UUID.randomUUID());
        try (Connection listener = DriverManager.getConnection(url, "postgres", "")) {
            listener.createStatement().execute("LISTEN " + SignalBroadcast.CHANNEL);
            broadcast.start();
            broadcast.send(List.of(first));
            assertThat(pool.waiting.await(10, TimeUnit.SECONDS)).isTrue();
            broadcast.send(List.of(second));
            broadcast.stop();

            // All have been sent when this returns, so nobody has to wait for them.
            PGNotification[] heard = listener.unwrap(PGConnection.class).getNotifications(5_000);
            assertThat(heard).hasSize(1);
            assertThat(heard[0].getParameter().lines().skip(1))
                    .containsExactlyInAnyOrder(SignalText.write(first), SignalText.write(second));
        }
    }
}
