package dev.kagzi.test.engine;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.test.server.InMemoryServer;
import dev.kagzi.test.server.Pages;
import dev.kagzi.test.server.RunFilter;
import dev.kagzi.test.server.ServerSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArraySet;
import org.springframework.beans.factory.DisposableBean;

/** The server in memory with its clock and its faults: what the tests of one application context work with. */
public final class TestEngine implements DisposableBean {

    private static final Set<TestEngine> OPEN = new CopyOnWriteArraySet<>();
    private static final Duration FOR_THE_WORKER = Duration.ofSeconds(10);

    private final TestClock clock = new TestClock(Instant.now());
    private final InMemoryServer server = new InMemoryServer(ServerSettings.DEFAULT, clock);
    private final Settling settling = new Settling(server, clock);
    private final Replays replays = new Replays();
    private final Faults faults = new Faults(replays);

    public TestEngine() {
        OPEN.add(this);
    }

    /** The run of this id as it stands once all runs have come to rest, in whichever context it is. */
    public static RunSnapshot settled(String runId) {
        UUID id = UUID.fromString(runId);
        for (TestEngine engine : OPEN) {
            if (engine.has(id)) {
                engine.settling.settle();
                return engine.server.runs().get(id, true);
            }
        }
        throw new NoSuchElementException("There is no run '" + runId + "' in any test with a server in memory.");
    }

    private boolean has(UUID runId) {
        return server.runs().find(runId).isPresent();
    }

    public InMemoryServer server() {
        return server;
    }

    public TestClock clock() {
        return clock;
    }

    public Settling settling() {
        return settling;
    }

    public Faults faults() {
        return faults;
    }

    public Replays replays() {
        return replays;
    }

    /**
     * Executes the code of a run with a history that it had, as far as the history goes.
     *
     * @return why the code does not follow it; empty when it does
     */
    public Optional<String> replay(RunSnapshot history) {
        server.awaitWorker(FOR_THE_WORKER);
        if (!server.isOffered(history.workflow(), history.version())) {
            return Optional.of("No worker of this test executes workflow '" + history.workflow() + "' in version "
                    + history.version()
                    + ": it has been renamed without an alias, its version has been removed, or its class"
                    + " is not among those of the test.");
        }
        replays.begin(history);
        server.take(history);
        settling.settle();
        RunSnapshot run = server.runs().get(history.runId(), true);
        Optional<String> beyond = replays.end(history.runId());
        if (!run.status().isFinal()) {
            // What the test does next is not for a run that was only replayed.
            server.runs().cancel(run.runId(), new CancelRun("The replay has ended.", true));
        }
        if (run.status() == RunStatus.NEEDS_ATTENTION && run.failure() != null) {
            return Optional.ofNullable(run.failure().message());
        } else if (run.status() == RunStatus.FAILED && history.status() != RunStatus.FAILED && run.failure() != null) {
            return Optional.of("The run has failed: " + run.failure().type() + ": "
                    + run.failure().message());
        } else if (beyond.isPresent() && history.status().isFinal() && history.status() != RunStatus.CANCELLED) {
            return Optional.of("The run is " + history.status()
                    + " and its history ends, but the code goes on with step '" + beyond.get() + "'.");
        }
        return Optional.empty();
    }

    /** Ends all runs and forgets them, so that the next test begins with nothing. */
    public void reset() {
        faults.reset();
        Set<RunStatus> open =
                EnumSet.of(RunStatus.PENDING, RunStatus.RUNNING, RunStatus.WAITING, RunStatus.NEEDS_ATTENTION);
        RunFilter filter = new RunFilter(null, open, null, Map.of(), null, null, null, null);
        for (var runs = server.runs().list(filter, Pages.FIRST).items();
                !runs.isEmpty();
                runs = server.runs().list(filter, Pages.FIRST).items()) {
            runs.forEach(run -> server.runs().cancel(run.runId(), new CancelRun("The test has ended.", true)));
        }
        server.reset();
    }

    @Override
    public void destroy() {
        OPEN.remove(this);
        server.close();
    }
}
