/**
 * Events from outside and from runs: accepted, kept in the order of their channel, and brought to the runs that wait for them. The
 * doors are {@code Events} for those who publish, and {@code EventDeliveries} for those who open waits or emit.
 */
@NullMarked
package dev.kagzi.server.event;

import org.jspecify.annotations.NullMarked;
