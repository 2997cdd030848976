package dev.kagzi.worker;

import dev.kagzi.serialization.PayloadMapper;
import java.util.function.DoubleSupplier;

/**
 * What every execution of a run works with.
 *
 * @param application whose runs they are
 * @param branches threads for branches
 * @param hold how long a run keeps its thread
 * @param random from 0 to 1, for jitter
 */
record ExecutionTools(
        Worker.Application application,
        WorkerClock clock,
        ReportBatcher batcher,
        BranchThreads branches,
        HoldRule hold,
        DoubleSupplier random) {

    PayloadMapper mapper() {
        return application.mapper();
    }

    WorkerExtensions extensions() {
        return application.extensions();
    }

    String namespace() {
        return application.identity().namespace();
    }

    boolean drains() {
        return hold.drain().hasBegun();
    }
}
