package dev.kagzi.chaos.nemesis;

import dev.kagzi.chaos.evidence.Fault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The faults of a seed, in order. */
record FaultPlan(List<Planned> faults) {

    /**
     * One fault to come.
     *
     * @param gapMillis time since the one before it
     * @param choice picks the target among those there are
     * @param lastsMillis time until it is healed
     */
    record Planned(Fault.Kind kind, int gapMillis, int choice, int lastsMillis) {}

    static FaultPlan of(long seed, Profile profile, long leaseMillis) {
        Random random = new Random(seed);
        List<Fault.Kind> kinds = new ArrayList<>();
        Profile.FaultCounts counts = profile.counts();
        kinds.addAll(Collections.nCopies(counts.workerKills(), Fault.Kind.WORKER_KILL));
        kinds.addAll(Collections.nCopies(counts.serverKills(), Fault.Kind.SERVER_KILL));
        kinds.addAll(Collections.nCopies(counts.databaseStops(), Fault.Kind.DATABASE_STOP));
        kinds.addAll(Collections.nCopies(counts.workerPauses(), Fault.Kind.WORKER_PAUSE));
        kinds.addAll(Collections.nCopies(counts.serverPauses(), Fault.Kind.SERVER_PAUSE));
        Collections.shuffle(kinds, random);
        return new FaultPlan(kinds.stream()
                .map(kind -> new Planned(
                        kind,
                        profile.gapMillis() / 2 + random.nextInt(profile.gapMillis()),
                        random.nextInt(Integer.MAX_VALUE),
                        lasts(kind, leaseMillis, random)))
                .toList());
    }

    private static int lasts(Fault.Kind kind, long leaseMillis, Random random) {
        return switch (kind) {
            case WORKER_PAUSE, SERVER_PAUSE -> (int) leaseMillis + 500 + random.nextInt(2_000);
            case SERVER_KILL, DATABASE_STOP -> random.nextInt(3_000);
            default -> random.nextInt(500);
        };
    }
}
