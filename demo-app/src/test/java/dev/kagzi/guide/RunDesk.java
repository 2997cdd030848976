package dev.kagzi.guide;

import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Run;
import dev.kagzi.client.RunFilter;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RunStatus;
import java.time.Instant;

/** What people do with runs, by the client. */
class RunDesk {

    private final KagziClient kagzi;

    RunDesk(KagziClient kagzi) {
        this.kagzi = kagzi;
    }

    void retryFailedSince(Instant outage) {
        RunFilter failed =
                RunFilter.all().workflow("order").status(RunStatus.FAILED).createdAfter(outage);
        Page<Run<Object>> page = kagzi.runs(failed);
        page.items().forEach(Run::retry);
        while (page.nextCursor() != null) {
            page = kagzi.runs(failed.from(page.nextCursor()));
            page.items().forEach(Run::retry);
        }
    }

    void cancel(String runId) {
        kagzi.run(runId).cancel("The customer called");
    }

    String restart(String runId) {
        Run<Object> again = kagzi.run(runId).restart();
        return again.runId();
    }
}
