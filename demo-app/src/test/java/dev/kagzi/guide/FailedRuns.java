package dev.kagzi.guide;

import dev.kagzi.worker.ExecutedRun;
import dev.kagzi.worker.RunListener;
import dev.kagzi.worker.RunOutcome;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

@Component
class FailedRuns implements RunListener {

    private final AtomicLong failed = new AtomicLong();

    @Override
    public void onExecutionEnded(ExecutedRun run, RunOutcome outcome) {
        if (outcome == RunOutcome.FAILED) {
            failed.incrementAndGet();
        }
    }
}
