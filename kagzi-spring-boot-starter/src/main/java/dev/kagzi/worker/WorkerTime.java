package dev.kagzi.worker;

import java.time.InstantSource;

/**
 * The wall-clock time of a worker: what {@code ctx.now()} gives, and what steps are recorded with. Leases, pauses and timeouts are
 * measured by the JVM's own clock.
 */
public record WorkerTime(InstantSource source) {

    /** The system's. */
    public static final WorkerTime SYSTEM = new WorkerTime(InstantSource.system());
}
