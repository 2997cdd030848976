package dev.kagzi.planted.run;

import dev.kagzi.planted.step.Steps;
import java.time.Instant;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Breaks the rules on cycles, JDBC, HTTP, time, sleep, names of exceptions and null. */
public class Runs {

    JdbcClient jdbc;
    Steps steps;
    HttpStatus status;

    Instant now() throws InterruptedException {
        Thread.sleep(0);
        if (steps == null) {
            throw new RuntimeException("nameless");
        }
        return Instant.now();
    }
}
