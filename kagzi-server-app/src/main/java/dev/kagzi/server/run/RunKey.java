package dev.kagzi.server.run;

import java.util.UUID;

/** Names a run among those of all namespaces. */
record RunKey(UUID namespaceId, UUID runId) {}
