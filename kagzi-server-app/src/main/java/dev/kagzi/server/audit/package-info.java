/** Who has asked for which change: written down before it is made, and kept for a while. */
@NullMarked
package dev.kagzi.server.audit;

import org.jspecify.annotations.NullMarked;
