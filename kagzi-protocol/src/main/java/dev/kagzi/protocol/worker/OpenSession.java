package dev.kagzi.protocol.worker;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A worker presents itself and its workflows: an upsert by {@code instanceId}.
 *
 * @param instanceId identity of one start of one process
 * @param slots runs the worker executes at once
 */
public record OpenSession(
        UUID instanceId,
        String application,
        @Nullable String applicationVersion,
        @Nullable String hostname,
        @Nullable Long pid,
        @Nullable String sdkVersion,
        @Nullable Map<String, String> labels,
        List<WorkflowOffer> workflows,
        @Nullable Integer slots) {}
