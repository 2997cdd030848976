package dev.kagzi.server.schedule;

/** A firing, and whose it is. */
record ScheduleFiring(String scheduleId, Firing firing) {}
