/**
 * When a cron expression fires in the local time of a zone. The door is {@code CronSchedule}; it knows nothing of schedules, runs or
 * clocks.
 */
@NullMarked
package dev.kagzi.cron;

import org.jspecify.annotations.NullMarked;
