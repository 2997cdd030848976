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
        FaultCounts counts,
        int gapMillis,
        int faultsPerThousand) {

    /** How often each fault happens. */
    public record FaultCounts(
            int workerKills, int serverKills, int databaseStops, int workerPauses, int serverPauses) {}

    /** A minute and a half on two cores. */
    public static final Profile SMOKE = new Profile(2, 2, 10, 14, new FaultCounts(5, 1, 1, 1, 0), 2_000, 10);

    /** What a release has to go through. */
    public static final Profile FULL = new Profile(2, 3, 10, 22, new FaultCounts(50, 10, 5, 10, 2), 3_500, 5);

    /** A minute in which much goes wrong on the wire: what seeded bugs are looked for with. */
    public static final Profile BUGS = new Profile(2, 2, 14, 24, new FaultCounts(3, 1, 3, 4, 0), 2_000, 60);

    public static Profile named(String name) {
        return switch (name) {
            case "smoke" -> SMOKE;
            case "full" -> FULL;
            case "bugs" -> BUGS;
            default -> throw new IllegalArgumentException("Profile '" + name + "' is none of smoke, full, bugs");
        };
    }
}
