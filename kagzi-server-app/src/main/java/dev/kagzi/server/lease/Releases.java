package dev.kagzi.server.lease;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.limit.Places;
import dev.kagzi.server.run.Actor;
import dev.kagzi.server.signal.Signal.RunChanged;
import dev.kagzi.server.signal.Signal.RunClaimable;
import dev.kagzi.server.signal.Signal.RunDue;
import dev.kagzi.server.signal.Signals;
import dev.kagzi.server.step.Steps;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Writes the ends of claims that no report ended: state, history and signals together. */
@Component
class Releases {

    private final ReleaseRepository repository;
    private final LeaseRepository runs;
    private final Steps steps;
    private final Places places;
    private final Signals signals;

    Releases(ReleaseRepository repository, LeaseRepository runs, Steps steps, Places places, Signals signals) {
        this.repository = repository;
        this.runs = runs;
        this.steps = steps;
        this.places = places;
        this.signals = signals;
    }

    /** Locks those of the runs that are still held under this poll's claim. */
    List<LockedRun> lockClaimedFor(ClaimRequest request, Collection<UUID> runIds) {
        return repository.lockClaimedFor(request, runIds);
    }

    void write(UUID namespaceId, List<Release> releases, Instant now) {
        if (releases.isEmpty()) {
            return;
        }
        repository.release(namespaceId, releases);
        runs.addHistory(namespaceId, releases.stream().map(Releases::transition).toList(), now);
        steps.closeWaits(
                namespaceId,
                releases.stream()
                        .filter(release -> release.to() == RunStatus.NEEDS_ATTENTION)
                        .map(release -> release.run().runId())
                        .toList());
        for (Release release : releases) {
            if (release.leavesPlace()) {
                LockedRun run = release.run();
                places.leave(namespaceId, run.runId(), run.workflow(), run.standing(), run.claim(), now);
            }
            signal(namespaceId, release);
        }
    }

    private static Transition transition(Release release) {
        Actor actor = release.end() == ClaimEnd.EXPIRED ? Actor.SERVER : Actor.WORKER;
        return new Transition(release.run(), release.to(), actor, release.end().name());
    }

    private void signal(UUID namespaceId, Release release) {
        LockedRun run = release.run();
        signals.afterCommit(new RunChanged(namespaceId, run.runId()));
        if (release.pausedUntil() != null) {
            signals.afterCommit(new RunDue(release.pausedUntil()));
        } else if (release.to() == RunStatus.PENDING) {
            signals.afterCommit(new RunClaimable(namespaceId, run.workflow()));
        }
    }
}
