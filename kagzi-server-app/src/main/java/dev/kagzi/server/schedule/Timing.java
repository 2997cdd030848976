package dev.kagzi.server.schedule;

import dev.kagzi.cron.CronSchedule;
import dev.kagzi.protocol.Overlap;
import java.util.Optional;

/** What a workflow can declare of a schedule: when it fires, and what becomes of firings that meet others or were missed. */
record Timing(String cron, String zone, Overlap overlap, int catchUp) {

    /** @throws IllegalArgumentException when cron or zone cannot be read */
    CronSchedule calendar() {
        return CronSchedule.of(cron, zone);
    }

    /** The same for those who can do without: what was valid once need not be so for a newer server. */
    Optional<CronSchedule> readableCalendar() {
        try {
            return Optional.of(calendar());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
