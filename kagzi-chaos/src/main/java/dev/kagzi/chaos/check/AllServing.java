package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Setting;

/** When the faults are healed every server answers and every worker executes. */
final class AllServing implements Invariant {

    @Override
    public String name() {
        return "L2 every server and worker serves again";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Setting setting = evidence.setting();
        findings.check(
                setting.answeringServers() == setting.servers(),
                "%s of %s servers answer",
                setting.answeringServers(),
                setting.servers());
        for (String worker : setting.liveWorkers()) {
            findings.check(
                    evidence.ledger().executions().stream()
                            .anyMatch(execution -> execution.process().equals(worker)
                                    && execution.enteredNanos() > setting.healedNanos()),
                    "worker %s executed nothing after the last fault was healed",
                    worker);
        }
    }
}
