package dev.kagzi.worker;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** What stands beside every line that the code of a run logs. Entries that were there before are there again afterwards. */
final class LogContext {

    static final String NAMESPACE = "kagzi.namespace";
    static final String WORKFLOW = "kagzi.workflow";
    static final String RUN = "kagzi.run";
    static final String STEP = "kagzi.step";
    static final String ATTEMPT = "kagzi.attempt";

    private final Map<String, @Nullable String> before = new LinkedHashMap<>();

    private LogContext(Map<String, String> entries) {
        entries.forEach((key, value) -> {
            before.put(key, MDC.get(key));
            MDC.put(key, value);
        });
    }

    static LogContext of(ExecutedRun run) {
        return new LogContext(Map.of(NAMESPACE, run.namespace(), WORKFLOW, run.workflow(), RUN, run.runId()));
    }

    /** Inside a body. */
    static LogContext of(String step, int attempt) {
        return new LogContext(Map.of(STEP, step, ATTEMPT, Integer.toString(attempt)));
    }

    void restore() {
        before.forEach((key, value) -> {
            if (value == null) {
                MDC.remove(key);
            } else {
                MDC.put(key, value);
            }
        });
    }
}
