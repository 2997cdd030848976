package dev.kagzi.chaos.nemesis;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks a server whether it is up. */
final class Health {

    private static final int TIMEOUT_MILLIS = 2_000;

    private Health() {}

    static boolean isUp(String url) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }
}
