package dev.kagzi.server.lease;

import dev.kagzi.protocol.worker.ReportResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is answered to a group of reports, and what is written for it.
 *
 * @param change absent when nothing is
 */
record ReportOutcome(List<ReportResult> results, @Nullable RunChange change) {}
