package dev.kagzi.chaos.nemesis;

/**
 * How much is done to how many.
 *
 * @param concurrency runs at once in one worker
 * @param openRuns runs the client keeps unfinished; half of them wait, and the others are fewer than the workers have places for when
 *     one is dead
 * @param gapMillis mean time between two faults
 * @param faultsPerThousand requests in a thousand that each kind of wire fault hits
 */
public record Profile(
        int servers,
        int workers,
        int concurrency,
        int openRuns,
        LimitedRuns limited,
        FaultCounts counts,
        int gapMillis,
        int faultsPerThousand) {

    /** How often each fault happens. */
    public record FaultCounts(
            int workerKills, int serverKills, int databaseStops, int workerPauses, int serverPauses) {}

    /**
     * Runs of workflows with limits.
     *
     * @param keys of each workflow
     * @param open how many the client keeps unfinished
     * @param started at least, however long it takes
     */
    public record LimitedRuns(int keys, int open, int started) {}

    /** A minute and a half on two cores. */
    public static final Profile SMOKE =
            new Profile(2, 2, 14, 14, new LimitedRuns(3, 24, 0), new FaultCounts(5, 1, 1, 1, 0), 2_000, 10);

    /** What a release has to go through. */
    public static final Profile FULL =
            new Profile(2, 3, 14, 22, new LimitedRuns(20, 40, 0), new FaultCounts(50, 10, 5, 10, 2), 3_500, 5);

    /** A minute in which much goes wrong on the wire: what seeded bugs are looked for with. */
    public static final Profile BUGS =
            new Profile(2, 2, 18, 24, new LimitedRuns(20, 60, 0), new FaultCounts(3, 1, 3, 4, 0), 2_000, 60);

    /** Ten thousand runs with limits, over a hundred keys of each workflow. */
    public static final Profile LIMITS =
            new Profile(2, 4, 30, 8, new LimitedRuns(100, 300, 10_000), new FaultCounts(25, 6, 3, 10, 2), 4_000, 5);

    public static Profile named(String name) {
        return switch (name) {
            case "smoke" -> SMOKE;
            case "full" -> FULL;
            case "limits" -> LIMITS;
            case "bugs" -> BUGS;
            default ->
                throw new IllegalArgumentException("Profile '" + name + "' is none of smoke, full, limits, bugs");
        };
    }
}
