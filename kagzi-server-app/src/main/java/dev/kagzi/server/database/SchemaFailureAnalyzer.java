package dev.kagzi.server.database;

import org.flywaydb.core.api.exception.FlywayValidateException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows a database that another version of the server has made. */
final class SchemaFailureAnalyzer extends AbstractFailureAnalyzer<FlywayValidateException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, FlywayValidateException cause) {
        return new FailureAnalysis(
                "The tables in the database are not those of this version of the server: " + cause.getMessage(),
                "Start the version that made them, or a later release. Between releases tables may change without a migration:"
                        + " such a database has to be made anew, the embedded one by removing its directory"
                        + " ('kagzi.embedded.data-dir').",
                cause);
    }
}
