package dev.kagzi.chaos.check;

import java.util.List;

/**
 * What became of one invariant.
 *
 * @param checked items looked at; with none nothing was proved
 */
public record Verdict(String invariant, long checked, List<String> violations) {

    public Verdict {
        violations = List.copyOf(violations);
    }
}
