/**
 * Claims of runs by workers: how one is made, renewed, reported under, and ended. The door for other features is {@code Leases}. It
 * decides who may write; what a step holds is the step feature's.
 */
@NullMarked
package dev.kagzi.server.lease;

import org.jspecify.annotations.NullMarked;
