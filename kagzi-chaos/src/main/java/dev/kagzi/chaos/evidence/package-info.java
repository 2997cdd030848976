/**
 * What a chaos run leaves behind: the tables, the ledgers of the bodies, what went over the wire, what the client saw and
 * which faults were made. Its door is {@link dev.kagzi.chaos.evidence.Evidence}. It judges nothing.
 */
@NullMarked
package dev.kagzi.chaos.evidence;

import org.jspecify.annotations.NullMarked;
