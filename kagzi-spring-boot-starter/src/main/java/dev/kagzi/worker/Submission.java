package dev.kagzi.worker;

import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResult;
import java.util.List;

/** Reports of one run that travel in one request, and whoever waits for what becomes of them. */
interface Submission {

    List<Report> reports();

    /** Whether the claim is gone, so that the reports have become pointless. */
    boolean isOver();

    /** The server's answer, one result for each report. */
    void answered(List<ReportResult> results);

    /** They are not sent again: the server has failed at them each time, although they came alone. */
    void givenUp(String reason);
}
