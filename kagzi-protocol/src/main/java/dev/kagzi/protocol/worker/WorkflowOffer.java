package dev.kagzi.protocol.worker;

import dev.kagzi.protocol.RetryOffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as a worker declares it when it opens its session.
 *
 * @param name at most 200 characters, with neither '/' nor '\' among them: it stands in addresses
 * @param aliases old names
 * @param workerConcurrency runs at once in this worker
 * @param timeout deadline of a run
 * @param retry effective defaults of its steps, for people to see
 */
public record WorkflowOffer(
        String name,
        int version,
        @Nullable List<String> aliases,
        @Nullable Integer workerConcurrency,
        @Nullable Duration timeout,
        @Nullable RetryOffer retry) {}
