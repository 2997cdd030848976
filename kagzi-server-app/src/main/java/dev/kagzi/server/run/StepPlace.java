package dev.kagzi.server.run;

import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.server.web.PageRequest;
import java.util.List;
import java.util.Objects;

/** A step's place in the list of its run's steps. */
record StepPlace(String branch, int position) {

    static final StepPlace START = new StepPlace("", 0);

    static List<String> keys(StepSnapshot step) {
        return List.of(
                Integer.toString(step.position()),
                Objects.requireNonNullElse(step.step().branch(), ""));
    }

    /** Where the page begins. */
    static StepPlace before(PageRequest page) {
        if (page.after().isEmpty()) {
            return START;
        }
        try {
            return new StepPlace(
                    page.after().get(1), Integer.parseInt(page.after().get(0)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw PageRequest.invalidCursor();
        }
    }
}
