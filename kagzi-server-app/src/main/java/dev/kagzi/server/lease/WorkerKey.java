package dev.kagzi.server.lease;

import java.util.UUID;

/** Names a worker among those of all namespaces: an id alone must not reach into another one. */
record WorkerKey(UUID namespaceId, UUID workerId) {}
