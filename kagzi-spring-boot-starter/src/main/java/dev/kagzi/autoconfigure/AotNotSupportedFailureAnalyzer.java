package dev.kagzi.autoconfigure;

import dev.kagzi.intercept.AotNotSupportedException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says how to start without ahead-of-time processing. */
final class AotNotSupportedFailureAnalyzer extends AbstractFailureAnalyzer<AotNotSupportedException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, AotNotSupportedException cause) {
        return new FailureAnalysis(
                "The application runs with ahead-of-time processed beans ('spring.aot.enabled' is 'true', or it is a"
                        + " native image). Kagzi cannot make the steps of such beans durable yet.",
                "Start it on a JVM without 'spring.aot.enabled'.",
                cause);
    }
}
