package dev.kagzi.server.lease;

import dev.kagzi.protocol.worker.Report;
import java.util.List;
import java.util.UUID;

/** The reports of one run in one request: they apply in order, all or none. */
record ReportGroup(UUID runId, List<Report> reports) {}
