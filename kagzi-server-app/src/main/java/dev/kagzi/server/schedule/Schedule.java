package dev.kagzi.server.schedule;

import dev.kagzi.protocol.Payload;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it is stored.
 *
 * @param declared what its workflow declares; null for one that the API has made
 * @param version of what people and declarations have made of it
 */
record Schedule(
        UUID namespaceId,
        String scheduleId,
        Settings settings,
        @Nullable Timing declared,
        boolean paused,
        long version,
        Times times) {

    /**
     * What can be edited, apart from pausing.
     *
     * @param workflow the name it was saved under
     */
    record Settings(
            String workflow, Timing timing, @Nullable Payload input) {

        /** The same, with another name of the workflow. */
        Settings under(String name) {
            return new Settings(name, timing, input);
        }

        static Settings declared(String workflow, Timing timing) {
            return new Settings(workflow, timing, null);
        }
    }

    /**
     * When what happened or will happen.
     *
     * @param nextFireAt all firings before it have been seen to; null while it is paused, or when it never fires again
     * @param lastFiredAt when the newest firing that has started a run was due
     * @param turnAt its place in the line of schedules whose firings wait to be started; null when none does
     * @param retryAt it could not be fired, and is left alone until then
     */
    record Times(
            @Nullable Instant nextFireAt,
            @Nullable Instant lastFiredAt,
            @Nullable Instant turnAt,
            @Nullable Instant retryAt) {

        Times next(@Nullable Instant fireAt) {
            return new Times(fireAt, lastFiredAt, turnAt, retryAt);
        }

        Times fired(Instant fireAt) {
            Instant newest = lastFiredAt == null || lastFiredAt.isBefore(fireAt) ? fireAt : lastFiredAt;
            return new Times(nextFireAt, newest, turnAt, retryAt);
        }

        Times turn(@Nullable Instant at) {
            return new Times(nextFireAt, lastFiredAt, at, retryAt);
        }

        /** With a place in line, which it keeps if it has one. */
        Times inLine(Instant now) {
            return turnAt == null ? turn(now) : this;
        }

        Times mended() {
            return new Times(nextFireAt, lastFiredAt, turnAt, null);
        }
    }

    ScheduleKey key() {
        return new ScheduleKey(namespaceId, scheduleId);
    }

    Timing timing() {
        return settings.timing();
    }

    boolean isDeclared() {
        return declared != null;
    }

    /** Whether somebody has made something else of it than its workflow declares. */
    boolean isEdited() {
        return declared != null && !settings.equals(Settings.declared(settings.workflow(), declared));
    }

    /** The same, edited as it is, with what its workflow declares from now on. */
    Schedule declaredAnew(String workflow, Timing timing) {
        return new Schedule(namespaceId, scheduleId, settings.under(workflow), timing, paused, version, times);
    }

    Schedule named(String id) {
        return new Schedule(namespaceId, id, settings, declared, paused, version, times);
    }

    Schedule with(Times changed) {
        return new Schedule(namespaceId, scheduleId, settings, declared, paused, version, changed);
    }
}
