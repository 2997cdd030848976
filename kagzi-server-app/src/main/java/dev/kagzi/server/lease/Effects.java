package dev.kagzi.server.lease;

import dev.kagzi.server.child.ChildStart;
import dev.kagzi.server.event.EventWait;
import dev.kagzi.server.event.NewEvent;
import dev.kagzi.server.step.ResolvedStep;
import java.util.List;

/**
 * What the reports of a run do beyond the run.
 *
 * @param waits waits for events that they open
 * @param events events that they emit
 * @param children runs that they start
 * @param taken outcomes that they show to have arrived
 */
record Effects(List<EventWait> waits, List<NewEvent> events, List<ChildStart> children, List<ResolvedStep> taken) {

    Effects {
        waits = List.copyOf(waits);
        events = List.copyOf(events);
        children = List.copyOf(children);
        taken = List.copyOf(taken);
    }
}
