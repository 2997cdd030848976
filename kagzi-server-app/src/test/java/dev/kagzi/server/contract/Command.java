package dev.kagzi.server.contract;

import java.time.Duration;
import java.util.List;

/** Something that clients, workers or the clock do to a server. */
sealed interface Command {

    /** @return what became of it */
    String on(Side side);

    /** What it is counted as. */
    default List<String> kinds() {
        return List.of(getClass().getSimpleName());
    }

    /** Workers open their first sessions, and say what limits there are. */
    record Declare(Limited runs, Limited children) implements Command {
        @Override
        public String on(Side side) {
            return side.declare(runs, children);
        }
    }

    /** Limits are set through the API, in place of those that were set before. */
    record Limit(boolean ofChildren, Limited limits) implements Command {
        @Override
        public String on(Side side) {
            return side.limit(ofChildren ? Side.CHILD : Side.WORKFLOW, limits);
        }
    }

    /** A command about one run. */
    sealed interface OfRun extends Command {
        int slot();
    }

    record Start(int slot, boolean named, boolean delayed, boolean bounded, boolean anew, int priority)
            implements OfRun {
        @Override
        public String on(Side side) {
            return side.start(
                    slot,
                    named ? "id" : null,
                    delayed ? Duration.ofSeconds(15) : null,
                    bounded ? Duration.ofSeconds(35) : null,
                    anew,
                    priority);
        }
    }

    record Poll(int worker, int free, boolean again) implements Command {
        @Override
        public String on(Side side) {
            return side.poll(worker, free, again);
        }

        @Override
        public List<String> kinds() {
            return List.of(again ? "PollAgain" : "Poll");
        }
    }

    record Report(int worker, int slot, boolean stale, List<Said> said) implements OfRun {
        @Override
        public String on(Side side) {
            return side.report(worker, slot, stale, said);
        }

        @Override
        public List<String> kinds() {
            return stale
                    ? List.of("StaleReport")
                    : said.stream().map(what -> "Report." + what.kind()).toList();
        }
    }

    record Repeat(int worker) implements Command {
        @Override
        public String on(Side side) {
            return side.repeat(worker);
        }
    }

    /**
     * @param all whether it lists what it holds, or nothing
     * @param behind whether it has not had the answer to its newest poll
     */
    record Renew(int worker, boolean all, boolean behind) implements Command {
        @Override
        public String on(Side side) {
            return side.renew(worker, all, behind);
        }
    }

    record Close(int worker) implements Command {
        @Override
        public String on(Side side) {
            return side.close(worker);
        }
    }

    record Open(int worker) implements Command {
        @Override
        public String on(Side side) {
            return side.open(worker);
        }
    }

    record Drain(int worker) implements Command {
        @Override
        public String on(Side side) {
            return side.drain(worker);
        }
    }

    record Cancel(int slot, boolean force) implements OfRun {
        @Override
        public String on(Side side) {
            return side.cancel(slot, force);
        }
    }

    record Retry(int slot) implements OfRun {
        @Override
        public String on(Side side) {
            return side.retry(slot);
        }
    }

    record Restart(int slot, boolean fromStep) implements OfRun {
        @Override
        public String on(Side side) {
            return side.restart(slot, fromStep);
        }
    }

    /** @param starts whether runs start with it, or wait for it */
    record Emit(int number, boolean starts) implements Command {
        @Override
        public String on(Side side) {
            return side.emit(starts ? Side.STARTING : Side.AWAITED, number);
        }
    }

    /** Time goes on: waits and pauses end; with more of it leases and deadlines as well. */
    record Pass(int seconds) implements Command {
        @Override
        public String on(Side side) {
            return side.pass(Duration.ofSeconds(seconds));
        }

        @Override
        public List<String> kinds() {
            return List.of(seconds > 30 ? "Expire" : "Tick");
        }
    }
}
