package dev.kagzi.worker;

import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.worker.ClaimedRun;

/** Why code leaves before its end. It is executed again from its top when there is more for it to do. */
sealed interface Pause {

    /** How the run ends its execution when this is all that is left of it. */
    Ending ending(ClaimedRun run);

    /** The wait of a step is open. */
    record ForStep(StepKey step) implements Pause {

        @Override
        public Ending ending(ClaimedRun run) {
            return Ending.waiting(run);
        }
    }

    /** Branches have begun, and have not all ended. */
    record ForBranches(Parallel parallel) implements Pause {

        @Override
        public Ending ending(ClaimedRun run) {
            return Ending.waiting(run);
        }
    }

    /** The run is being undone, and its code has come to where it had got. */
    record AtTheEnd() implements Pause {

        @Override
        public Ending ending(ClaimedRun run) {
            throw new IllegalStateException("Code that is only replayed does not end the execution of its run");
        }
    }

    /** The worker drains: nothing further begins here. */
    record ForDrain() implements Pause {

        @Override
        public Ending ending(ClaimedRun run) {
            return Ending.released(run);
        }
    }
}
