package dev.kagzi.violation;

import dev.kagzi.violation.autoconfigure.WrongConfiguration;
import java.net.http.HttpClient;
import java.time.Instant;

class WrongHelper {

    private final WrongConfiguration configuration = new WrongConfiguration();

    Object wrong() throws InterruptedException {
        Thread.sleep(1);
        System.out.println(Instant.now());
        return new Object[] {configuration, HttpClient.newHttpClient()};
    }

    static class WrongException extends Exception {

        private static final long serialVersionUID = 1L;
    }
}
