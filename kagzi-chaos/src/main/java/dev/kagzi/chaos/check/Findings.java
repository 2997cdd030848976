package dev.kagzi.chaos.check;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what one invariant looked at and what was wrong with it. */
final class Findings {

    private long checked;
    private final List<String> violations = new ArrayList<>();

    /** Counts an item, and notes the violation unless it holds. */
    void check(boolean holds, String message, @Nullable Object... parts) {
        checked++;
        if (!holds) {
            violations.add(message.formatted(parts));
        }
    }

    Verdict verdict(String invariant) {
        return new Verdict(invariant, checked, violations);
    }
}
