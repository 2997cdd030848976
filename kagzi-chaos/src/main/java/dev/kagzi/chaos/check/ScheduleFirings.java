package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Schedule;
import dev.kagzi.chaos.evidence.Schedule.Asked;
import dev.kagzi.chaos.evidence.Schedule.Trigger;
import dev.kagzi.chaos.evidence.Setting;
import dev.kagzi.chaos.evidence.Tables.FiringRow;
import dev.kagzi.chaos.evidence.Tables.RunRow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A schedule fires at each of its instants once, while it is not paused, and once for each trigger; each firing is one run that is not
 * early.
 */
final class ScheduleFirings implements Invariant {

    /** The two clocks are read one after the other. */
    private static final Duration ROUNDING = Duration.ofMillis(50);

    /** So much later a firing still counts as on time. */
    private static final Duration MISSED_AFTER = Duration.ofMinutes(1);

    private record Instance(String schedule, Instant at) {}

    @Override
    public String name() {
        return "I18 schedules fire once at each instant";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        List<FiringRow> firings = evidence.tables().firings();
        Map<String, List<FiringRow>> bySchedule = firings.stream().collect(Collectors.groupingBy(FiringRow::schedule));
        for (Schedule schedule : evidence.schedules()) {
            List<FiringRow> own = bySchedule.getOrDefault(schedule.id(), List.of());
            own.forEach(firing -> checkTime(schedule, firing, evidence.setting().anchor(), findings));
            checkTriggers(schedule, own, findings);
            own.forEach(firing -> checkDecision(schedule, firing, evidence, findings));
            checkAllFired(schedule, own, evidence.setting().anchor(), findings);
        }
        checkRuns(evidence, findings);
    }

    private static void checkTime(Schedule schedule, FiringRow firing, Setting.Anchor anchor, Findings findings) {
        Instant at = firing.fireAt();
        Optional<Trigger> trigger = schedule.triggerOf(firing.run());
        if (trigger.isPresent()) {
            findings.check(
                    isWithin(trigger.get().asked(), at, anchor), "%s is not of its time: %s", firing, trigger.get());
            return;
        }
        findings.check(schedule.firesAt(at), "%s is none of the instants of %s", firing, schedule);
        boolean inForce = !at.isBefore(
                        anchor.instantOf(schedule.saved().sentNanos()).minus(ROUNDING))
                && !at.isAfter(anchor.instantOf(schedule.paused().okNanos()).plus(ROUNDING));
        findings.check(inForce || schedule.backfill().contains(at), "%s was not asked for: %s", firing, schedule);
    }

    private static boolean isWithin(Asked asked, Instant at, Setting.Anchor anchor) {
        return !at.isBefore(anchor.instantOf(asked.sentNanos()).minus(ROUNDING))
                && !at.isAfter(anchor.instantOf(asked.okNanos()).plus(ROUNDING));
    }

    /** However often it was asked for: a trigger is one firing, at whatever time, and while paused too. */
    private static void checkTriggers(Schedule schedule, List<FiringRow> firings, Findings findings) {
        for (Trigger trigger : schedule.triggers()) {
            long fired = firings.stream()
                    .filter(firing -> firing.run() != null && trigger.runs().contains(firing.run()))
                    .count();
            findings.check(
                    trigger.runs().size() == 1 && fired == 1, "%s of %s has %d firings", trigger, schedule.id(), fired);
        }
    }

    private static void checkDecision(Schedule schedule, FiringRow firing, Evidence evidence, Findings findings) {
        // What is made up one after the other may not have had its turn when the schedule was paused.
        boolean mayWait = schedule.skipsOverlaps() && schedule.backfill().contains(firing.fireAt());
        findings.check(
                mayWait && firing.skipped() == null || (firing.run() == null) != (firing.skipped() == null),
                "%s was neither started nor skipped",
                firing);
        findings.check(
                firing.skipped() == null || mayBeSkipped(schedule, firing, evidence),
                "%s was skipped for no reason: %s",
                firing,
                schedule);
    }

    /** What nobody was there to fire for a minute is not made up. */
    private static boolean mayBeSkipped(Schedule schedule, FiringRow firing, Evidence evidence) {
        return schedule.skipsOverlaps() && "OVERLAP".equals(firing.skipped())
                || firing.isLate() && "MISSED".equals(firing.skipped()) && isDisturbed(firing.fireAt(), evidence);
    }

    private static boolean isDisturbed(Instant from, Evidence evidence) {
        Setting.Anchor anchor = evidence.setting().anchor();
        long fromNanos = anchor.nanosOf(from);
        long toNanos = anchor.nanosOf(from.plus(MISSED_AFTER));
        return evidence.faults().stream()
                .anyMatch(fault -> fault.disturbsServers() && fault.overlap(fromNanos, toNanos) > 0);
    }

    /** Goes through the seconds one by one: this shares nothing with the server's way to read a cron. */
    private static void checkAllFired(
            Schedule schedule, List<FiringRow> firings, Setting.Anchor anchor, Findings findings) {
        Set<Instant> fired = firings.stream().map(FiringRow::fireAt).collect(Collectors.toSet());
        checkFired(
                schedule,
                anchor.instantOf(schedule.saved().okNanos()).plus(ROUNDING),
                anchor.instantOf(schedule.paused().sentNanos()).minus(ROUNDING),
                fired,
                findings);
        checkFired(schedule, schedule.backfill().from(), schedule.backfill().to(), fired, findings);
    }

    private static void checkFired(Schedule schedule, Instant from, Instant to, Set<Instant> fired, Findings findings) {
        for (Instant at = from.truncatedTo(ChronoUnit.SECONDS); at.isBefore(to); at = at.plusSeconds(1)) {
            if (schedule.firesAt(at) && !at.isBefore(from)) {
                findings.check(fired.contains(at), "%s has not fired at %s", schedule, at);
            }
        }
    }

    private static void checkRuns(Evidence evidence, Findings findings) {
        Map<UUID, RunRow> runs = evidence.tables().runsById();
        Set<Instance> instants = new HashSet<>();
        Map<UUID, FiringRow> byRun = new HashMap<>();
        for (FiringRow firing : evidence.tables().firings()) {
            findings.check(instants.add(new Instance(firing.schedule(), firing.fireAt())), "%s is there twice", firing);
            if (firing.run() == null) {
                continue;
            }
            findings.check(byRun.put(firing.run(), firing) == null, "run %s has two firings", firing.run());
            RunRow run = runs.get(firing.run());
            findings.check(
                    run != null
                            && firing.schedule().equals(run.origin().schedule())
                            && firing.fireAt().equals(run.origin().scheduledAt())
                            && !run.origin().createdAt().isBefore(firing.fireAt()),
                    "%s has started %s",
                    firing,
                    run);
        }
        for (RunRow run : runs.values()) {
            findings.check(run.origin().schedule() == null || byRun.containsKey(run.run()), "%s has no firing", run);
        }
    }
}
