/** Tests of schedules. {@link dev.kagzi.cron.MinuteScan} says independently of the server when a schedule has to fire. */
@NullMarked
package dev.kagzi.server.schedule;

import org.jspecify.annotations.NullMarked;
