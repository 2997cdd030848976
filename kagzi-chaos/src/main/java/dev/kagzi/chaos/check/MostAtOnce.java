package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many bodies and claims of one key there were at once at most, by workflow: a limit that was never reached proves nothing.
 */
public record MostAtOnce(Map<String, Integer> bodies, Map<String, Integer> claims) {

    public static MostAtOnce of(Evidence evidence) {
        return new MostAtOnce(
                most(LimitedBodies.of(evidence)),
                most(new LimitedClaims(evidence)
                        .all().stream()
                                .map(LimitedClaims.LimitedClaim::presence)
                                .toList()));
    }

    private static Map<String, Integer> most(List<Presence> presences) {
        Map<String, Integer> most = new TreeMap<>();
        Presence.sweep(presences, (presence, count) -> most.merge(presence.workflow(), count, Math::max));
        return most;
    }
}
