package dev.kagzi.guide.examples;

import dev.kagzi.Overlap;
import dev.kagzi.client.KagziClient;
import dev.kagzi.client.ScheduleCall;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.springframework.stereotype.Service;

@Service
class ReportSchedules {

    private final KagziClient kagzi;

    ReportSchedules(KagziClient kagzi) {
        this.kagzi = kagzi;
    }

    void open(String shop) {
        schedule(shop)
                .workflow(SalesReportWorkflow::report)
                .cron("30 6 * * 1-6")
                .zone("Europe/Berlin")
                .input(shop)
                .overlap(Overlap.WAIT)
                .catchUp(7)
                .save();
    }

    void pauseForHolidays(String shop) {
        schedule(shop).pause();
    }

    void reopen(String shop) {
        schedule(shop).resume();
    }

    String reportNow(String shop) {
        return schedule(shop).trigger().runId();
    }

    List<Instant> makeUp(String shop, LocalDate from, LocalDate to) {
        return schedule(shop)
                .backfill(
                        from.atStartOfDay(SalesReportWorkflow.ZONE).toInstant(),
                        to.atStartOfDay(SalesReportWorkflow.ZONE).toInstant());
    }

    void close(String shop) {
        schedule(shop).delete();
    }

    private ScheduleCall schedule(String shop) {
        return kagzi.schedule("sales-report-" + shop);
    }
}
