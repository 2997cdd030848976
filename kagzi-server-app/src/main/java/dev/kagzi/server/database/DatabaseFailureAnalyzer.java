package dev.kagzi.server.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Shows a database that does not let the server in, or not do its work. */
final class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

    private final @Nullable String url;

    DatabaseFailureAnalyzer(Environment environment) {
        this.url = environment.getProperty("spring.datasource.url");
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
        return new FailureAnalysis(
                "The database%s cannot be used: %s"
                        .formatted(url == null ? "" : " at '" + place(url) + "'", cause.getMessage()),
                "Check that PostgreSQL runs there and lets the server in: 'spring.datasource.url',"
                        + " 'spring.datasource.username', 'spring.datasource.password'.",
                cause);
    }

    /** Without its parameters, which may hold a password. */
    private static String place(String url) {
        int parameters = url.indexOf('?');
        return parameters < 0 ? url : url.substring(0, parameters);
    }
}
