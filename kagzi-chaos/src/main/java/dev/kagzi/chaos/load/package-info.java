/**
 * The application whose processes are killed: workflows that do what breaks engines, and a ledger in which their bodies write
 * what they do. Its door is {@link dev.kagzi.chaos.load.ChaosWorker}. It knows nothing of the faults.
 */
@NullMarked
package dev.kagzi.chaos.load;

import org.jspecify.annotations.NullMarked;
