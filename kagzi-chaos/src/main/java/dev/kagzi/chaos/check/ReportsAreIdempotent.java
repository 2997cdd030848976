package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.StepRef;
import dev.kagzi.chaos.evidence.Wire;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A report whose effect is there for good is never refused as one of a lost claim, however often it comes. */
final class ReportsAreIdempotent implements Invariant {

    private record Said(
            UUID run, String token, String type, @Nullable StepRef step) {}

    @Override
    public String name() {
        return "I20 reports are idempotent";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Set<Said> tookEffect = new HashSet<>();
        for (Wire.Reported report : evidence.wire().reports()) {
            if (report.ok() && staysForGood(report)) {
                tookEffect.add(said(report));
            }
        }
        for (Wire.Reported report : evidence.wire().reports()) {
            if (tookEffect.contains(said(report))) {
                findings.check(
                        !"LEASE_LOST".equals(report.code()),
                        "run %s: %s of %s took effect and was refused when it came again",
                        report.run(),
                        report.type(),
                        report.step());
            }
        }
    }

    private static boolean staysForGood(Wire.Reported report) {
        return report.type().equals("stepCompleted") || report.type().equals("runCompleted");
    }

    private static Said said(Wire.Reported report) {
        return new Said(report.run(), report.token(), report.type(), report.step());
    }
}
