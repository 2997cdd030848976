package dev.kagzi.server.schedule;

/**
 * A schedule that has something to do.
 *
 * @param inputSize of each of its runs, in bytes
 */
record DueSchedule(ScheduleKey key, int inputSize) {}
