package dev.kagzi.protocol.worker;

import java.util.List;

/** The answer to reports: one result per report, in order. All that is {@code ok} is durable. */
public record ReportResults(List<ReportResult> results) {}
