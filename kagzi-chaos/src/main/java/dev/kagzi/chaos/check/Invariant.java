package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;

/** Something that must hold after any schedule of faults. */
interface Invariant {

    /** The sentence, headed by its number. */
    String name();

    void check(Evidence evidence, Findings findings);
}
