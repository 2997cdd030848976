package dev.kagzi.server.run;

import dev.kagzi.server.limit.Overrun;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Cancels the oldest runs of a workflow and key for the sake of new ones. */
@Component
class NewestRunsWin implements Overrun {

    private final RunRepository runs;
    private final RunChanges changes;

    NewestRunsWin(RunRepository runs, RunChanges changes) {
        this.runs = runs;
        this.changes = changes;
    }

    @Override
    public int cancelOldest(UUID namespaceId, String workflow, String key, int count, Instant now) {
        List<Run> oldest = runs.lockOldestInPlace(namespaceId, workflow, key, count);
        changes.cancelAll(namespaceId, oldest, "a newer run has taken its place", now);
        return oldest.size() == count ? 0 : runs.countInPlace(namespaceId, workflow, key, count - oldest.size());
    }
}
