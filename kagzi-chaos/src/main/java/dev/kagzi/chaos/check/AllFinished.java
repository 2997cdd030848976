package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;

/** When the faults are healed every run comes to its end. */
final class AllFinished implements Invariant {

    @Override
    public String name() {
        return "L1 all accepted runs finish";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        evidence.tables()
                .runs()
                .forEach(run -> findings.check(
                        run.finished(),
                        "run %s is %s %s s after the last fault was healed",
                        run.run(),
                        run.status(),
                        (evidence.setting().readNanos() - evidence.setting().healedNanos()) / 1_000_000_000));
    }
}
