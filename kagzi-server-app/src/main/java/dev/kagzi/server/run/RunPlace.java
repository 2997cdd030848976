package dev.kagzi.server.run;

import dev.kagzi.server.input.InstantText;
import dev.kagzi.server.web.PageRequest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A run's place in a list of runs. */
record RunPlace(Instant createdAt, UUID runId) {

    static List<String> keys(Run run) {
        return new RunPlace(run.times().created(), run.runId()).keys();
    }

    List<String> keys() {
        return List.of(createdAt.toString(), runId.toString());
    }

    /** Where the page begins, null for the first one. */
    static @Nullable RunPlace before(PageRequest page) {
        if (page.after().isEmpty()) {
            return null;
        }
        try {
            return new RunPlace(
                    InstantText.parse(page.after().get(0)),
                    UUID.fromString(page.after().get(1)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw PageRequest.invalidCursor();
        }
    }
}
