package dev.kagzi.server.run;

import dev.kagzi.protocol.AttemptSnapshot;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.server.web.PageRequest;
import java.util.List;
import java.util.Objects;

/** A place among the attempts of a run's steps. */
record AttemptPlace(StepKey step, int attempt) {

    static final AttemptPlace START = new AttemptPlace(StepKey.of("", 0), 0);

    /** @throws dev.kagzi.server.problem.ProblemException when the cursor has no such place */
    static AttemptPlace before(PageRequest page) {
        List<String> keys = page.after();
        if (keys.isEmpty()) {
            return START;
        }
        try {
            String branch = keys.get(0);
            StepKey step = new StepKey(branch.isEmpty() ? null : branch, keys.get(1), Integer.parseInt(keys.get(2)));
            return new AttemptPlace(step, Integer.parseInt(keys.get(3)));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw PageRequest.invalidCursor();
        }
    }

    static List<String> keys(AttemptSnapshot attempt) {
        StepKey step = attempt.step();
        return List.of(
                Objects.requireNonNullElse(step.branch(), ""),
                step.name(),
                Integer.toString(step.occurrence()),
                Integer.toString(attempt.attempt()));
    }
}
