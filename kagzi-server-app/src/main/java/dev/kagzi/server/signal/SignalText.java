package dev.kagzi.server.signal;

import dev.kagzi.server.signal.Signal.ClaimEnded;
import dev.kagzi.server.signal.Signal.KeysChanged;
import dev.kagzi.server.signal.Signal.LimitsChanged;
import dev.kagzi.server.signal.Signal.NamespacesChanged;
import dev.kagzi.server.signal.Signal.OutcomeAwaited;
import dev.kagzi.server.signal.Signal.PlacesDue;
import dev.kagzi.server.signal.Signal.RunChanged;
import dev.kagzi.server.signal.Signal.RunClaimable;
import dev.kagzi.server.signal.Signal.RunDue;
import dev.kagzi.server.signal.Signal.WaitResolved;
import dev.kagzi.server.signal.Signal.WorkerDraining;
import dev.kagzi.server.signal.Signal.WorkflowsChanged;
import java.time.Instant;
import java.util.UUID;

/** Signals as one line of text each, for the way to other servers. */
final class SignalText {

    private SignalText() {}

    static String write(Signal signal) {
        if (signal instanceof RunClaimable s) {
            return join("claimable", s.namespaceId(), s.workflow());
        } else if (signal instanceof RunChanged s) {
            return join("changed", s.namespaceId(), s.runId());
        } else if (signal instanceof RunDue s) {
            return join("due", s.dueAt());
        } else if (signal instanceof PlacesDue) {
            return "places";
        } else if (signal instanceof LimitsChanged) {
            return "limits";
        } else if (signal instanceof KeysChanged) {
            return "keys";
        } else if (signal instanceof NamespacesChanged) {
            return "namespaces";
        } else if (signal instanceof ClaimEnded s) {
            return join("ended", s.namespaceId(), s.workerId(), s.runId(), s.claim());
        } else if (signal instanceof WaitResolved s) {
            return join("resolved", s.namespaceId(), s.workerId(), s.runId());
        } else if (signal instanceof OutcomeAwaited s) {
            return join("outcome", s.namespaceId());
        } else if (signal instanceof WorkerDraining s) {
            return join("draining", s.namespaceId(), s.workerId());
        } else if (signal instanceof WorkflowsChanged s) {
            return join("workflows", s.namespaceId());
        }
        throw new IllegalArgumentException("Unknown signal " + signal);
    }

    static Signal read(String line) {
        // The name of a workflow comes last and may hold anything but a line break.
        String[] p = line.split(" ", line.startsWith("claimable ") ? 3 : -1);
        return switch (p[0]) {
            case "claimable" -> new RunClaimable(UUID.fromString(p[1]), p[2]);
            case "changed" -> new RunChanged(UUID.fromString(p[1]), UUID.fromString(p[2]));
            case "due" -> new RunDue(Instant.parse(p[1]));
            case "places" -> new PlacesDue();
            case "limits" -> new LimitsChanged();
            case "keys" -> new KeysChanged();
            case "namespaces" -> new NamespacesChanged();
            case "ended" ->
                new ClaimEnded(
                        UUID.fromString(p[1]), UUID.fromString(p[2]), UUID.fromString(p[3]), Long.parseLong(p[4]));
            case "resolved" -> new WaitResolved(UUID.fromString(p[1]), UUID.fromString(p[2]), UUID.fromString(p[3]));
            case "outcome" -> new OutcomeAwaited(UUID.fromString(p[1]));
            case "draining" -> new WorkerDraining(UUID.fromString(p[1]), UUID.fromString(p[2]));
            case "workflows" -> new WorkflowsChanged(UUID.fromString(p[1]));
            default -> throw new IllegalArgumentException("Unknown signal '" + line + "'");
        };
    }

    private static String join(Object... parts) {
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
            text.append(text.isEmpty() ? "" : " ").append(part);
        }
        return text.toString();
    }
}
