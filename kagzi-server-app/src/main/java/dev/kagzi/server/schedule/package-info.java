/**
 * Schedules and their firings: saved through the API or declared by code, and fired when they are due. The door is {@code Schedules}, and
 * for the background {@code DueSchedules} and {@code OldFirings}. It does not know when it is looked at, nor how runs are stored.
 */
@NullMarked
package dev.kagzi.server.schedule;

import org.jspecify.annotations.NullMarked;
