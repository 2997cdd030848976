package dev.kagzi.demo.showcase;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what is wrong in place of a stack trace. */
class DemoServerFailureAnalyzer extends AbstractFailureAnalyzer<DemoServerException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, DemoServerException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
    }
}
