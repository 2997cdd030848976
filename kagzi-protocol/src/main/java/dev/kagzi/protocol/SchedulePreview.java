package dev.kagzi.protocol;

import java.time.Instant;
import java.util.List;

/**
 * When a schedule would fire.
 *
 * @param notes where local time makes a firing fall out, or makes it occur twice
 */
public record SchedulePreview(List<Instant> firings, List<String> notes) {}
