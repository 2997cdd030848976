package dev.kagzi.server.console;

import dev.kagzi.protocol.BulkFilter;
import dev.kagzi.protocol.BulkJob;
import dev.kagzi.protocol.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What is shown of bulk jobs, in words. Templates know it as {@code bulkWords}. */
@Component("bulkWords")
public class BulkWords {

    private final Words words;

    BulkWords(Words words) {
        this.words = words;
    }

    /** As in {@code Cancel many runs}. */
    public String what(BulkJob job) {
        String runs = job.filter().runIds() == null ? "many runs" : "selected runs";
        return action(job) + " " + runs + (job.dryRun() ? " (dry run)" : "");
    }

    public String action(BulkJob job) {
        return words.word(job.action());
    }

    public String status(BulkJob job) {
        return job.status() == BulkJob.Status.RUNNING ? "Running" : "Done";
    }

    /** Which runs, in a sentence. */
    public String filter(BulkJob job) {
        BulkFilter filter = job.filter();
        if (filter.runIds() != null) {
            return words.number(filter.runIds().size(), "run") + " selected by hand";
        }
        List<String> parts = new ArrayList<>();
        add(parts, "of the workflow '%s'", filter.workflow());
        add(parts, "with the status %s", statuses(filter.status()));
        add(parts, "with the id '%s'", filter.id());
        if (filter.tags() != null) {
            filter.tags().forEach((name, value) -> parts.add("with the tag '%s:%s'".formatted(name, value)));
        }
        add(parts, "started by the run %s", filter.parent());
        add(parts, "started by the schedule '%s'", filter.schedule());
        add(parts, "created after %s", filter.createdAfter());
        add(parts, "created before %s", filter.createdBefore());
        return "Runs " + String.join(", ", parts);
    }

    private @Nullable String statuses(@Nullable List<RunStatus> statuses) {
        return statuses == null ? null : statuses.stream().map(words::word).collect(Collectors.joining(" or "));
    }

    private static void add(List<String> parts, String text, @Nullable Object value) {
        if (value != null) {
            parts.add(text.formatted(value));
        }
    }
}
