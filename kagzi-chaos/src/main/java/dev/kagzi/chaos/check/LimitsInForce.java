package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Limit;
import dev.kagzi.chaos.evidence.Setting;
import dev.kagzi.chaos.evidence.Sightings.LimitSighting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** How many claims of a key were allowed at once, and when. */
final class LimitsInForce {

    private final Map<String, Limit> declared;
    private final Setting.Anchor anchor;
    private final Map<String, List<LimitSighting>> seen;

    LimitsInForce(Evidence evidence) {
        declared = evidence.setting().limits();
        anchor = evidence.setting().anchor();
        seen = evidence.sightings().limits().stream().collect(Collectors.groupingBy(LimitSighting::workflow));
    }

    /** The most that may have been allowed at some moment from when the run got its place until it came. */
    int most(Presence presence) {
        Limit limit = Objects.requireNonNull(declared.get(presence.workflow()));
        return limit.concurrency() != null
                ? limit.concurrency()
                : most(
                        seen.getOrDefault(presence.workflow(), List.of()),
                        presence.placedAt(),
                        anchor.instantOf(presence.fromNanos()));
    }

    private static int most(List<LimitSighting> seen, Instant from, Instant to) {
        int most = 0;
        long version = -1;
        for (LimitSighting sighting : seen) {
            if (!sighting.to().isAfter(from)) {
                most = 0;
            } else if (version == -1 || sighting.version() > version + 1) {
                // It was another one meanwhile, and nobody saw which.
                return Integer.MAX_VALUE;
            }
            most = Math.max(most, Objects.requireNonNullElse(sighting.concurrency(), Integer.MAX_VALUE));
            version = sighting.version();
            if (!sighting.from().isBefore(to)) {
                return most;
            }
        }
        return Integer.MAX_VALUE;
    }
}
