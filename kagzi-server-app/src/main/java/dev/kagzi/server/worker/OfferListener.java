package dev.kagzi.server.worker;

import dev.kagzi.protocol.worker.WorkflowOffer;
import dev.kagzi.server.input.Violations;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Hears what workers offer: for features that have a part of the offer of their own. */
public interface OfferListener {

    /** Notes what is wrong with that part. The offers are {@code /workflows} of the request. */
    void check(List<WorkflowOffer> offers, Violations violations);

    /**
     * The offers have been stored, in the current transaction.
     *
     * @param offers without those of workflows that have another name by now
     * @param declaredAt when the process that makes them started its session
     */
    void declared(UUID namespaceId, List<WorkflowOffer> offers, Instant declaredAt);
}
