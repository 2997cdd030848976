/**
 * Every request that changes something, hit by a fault at every place where one can take the caller's answer away: before and after each
 * commit, and before the reply. The faults are made by test classes alone; {@code ReleaseJarIntegrationTests} sees that none is shipped.
 */
@NullMarked
package dev.kagzi.server.failpoint;

import org.jspecify.annotations.NullMarked;
