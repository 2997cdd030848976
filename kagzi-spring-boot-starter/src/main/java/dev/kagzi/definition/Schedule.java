package dev.kagzi.definition;

import dev.kagzi.Overlap;
import java.time.ZoneId;

/**
 * The schedule of a workflow: effective values, nothing left to inherit.
 *
 * @param cron 5 fields, or 6 with seconds first
 * @param zone in whose local time the fields are
 * @param overlap what becomes of a firing while a run of the schedule is not finished
 * @param catchUp how many missed firings are made up, 0 to 10,000
 */
public record Schedule(String cron, ZoneId zone, Overlap overlap, int catchUp) {}
