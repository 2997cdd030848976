package dev.kagzi.server.limit;

import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.worker.WorkflowOffer;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.worker.OfferListener;
import dev.kagzi.server.worker.WorkflowRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Takes in the limits that workers offer: the highest version of a workflow decides, between equal ones the process that started last. */
@Component
class OfferedLimits implements OfferListener {

    private final LimitChanges changes;
    private final WorkflowRegistry workflows;
    private final DatabaseClock clock;

    OfferedLimits(LimitChanges changes, WorkflowRegistry workflows, DatabaseClock clock) {
        this.changes = changes;
        this.workflows = workflows;
        this.clock = clock;
    }

    @Override
    public void check(List<WorkflowOffer> offers, Violations violations) {
        for (int i = 0; i < offers.size(); i++) {
            Limits limits = offers.get(i).limits();
            if (limits != null) {
                LimitRules.check(violations, "/workflows/" + i + "/limits", limits);
            }
        }
    }

    @Override
    public void declared(UUID namespaceId, List<WorkflowOffer> offers, Instant declaredAt) {
        List<String> names =
                offers.stream().map(WorkflowOffer::name).distinct().sorted().toList();
        changes.declare(
                namespaceId,
                () -> workflows.newest(namespaceId, names).stream()
                        .collect(Collectors.toMap(WorkflowOffer::name, OfferedLimits::declared)),
                clock.now());
    }

    private static Declared declared(WorkflowOffer offer) {
        return new Declared(
                Objects.requireNonNullElse(offer.limits(), Limits.NONE),
                Objects.requireNonNullElse(offer.limitSources(), Map.of()));
    }
}
