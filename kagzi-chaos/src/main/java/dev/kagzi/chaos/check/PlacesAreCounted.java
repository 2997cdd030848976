package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;

/** At every moment as many places are counted as there are runs that have one; in the end none is, and nobody waits for one. */
final class PlacesAreCounted implements Invariant {

    @Override
    public String name() {
        return "I16 places are counted";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        evidence.sightings()
                .places()
                .forEach(seen -> findings.check(
                        seen.inUse() == seen.holders(),
                        "%s '%s': %s places were counted, and %s runs had one",
                        seen.workflow(),
                        seen.key(),
                        seen.inUse(),
                        seen.holders()));
        evidence.tables()
                .places()
                .keys()
                .forEach(key -> findings.check(
                        key.inUse() == 0,
                        "%s '%s': %s places are counted in the end",
                        key.workflow(),
                        key.key(),
                        key.inUse()));
        evidence.tables()
                .runs()
                .forEach(run -> findings.check(!run.heldBack(), "run %s waits for a place in the end", run.run()));
        evidence.tables()
                .places()
                .unclaimed()
                .forEach(run -> findings.check(false, "run %s may begin and is not claimed in the end", run));
    }
}
