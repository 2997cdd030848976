package dev.kagzi.server.run;

import dev.kagzi.protocol.AttemptSnapshot;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunTransition;
import java.time.Instant;
import java.util.List;

/**
 * What a picture of a run over time shows.
 *
 * @param run without input and output
 * @param now by the clock that all these times are read from
 * @param steps in call order per branch
 * @param attempts of steps that took more than one
 * @param isCut whether there is more than is read for a picture
 */
public record RunTimeline(
        RunSnapshot run,
        Instant now,
        List<RunTransition> transitions,
        List<TimelineStep> steps,
        List<AttemptSnapshot> attempts,
        boolean isCut) {}
