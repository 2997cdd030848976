package dev.kagzi.guide.examples;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

@Workflow(cron = "0 6 * * *", zone = "Europe/Berlin", catchUp = 3)
public class SalesReportWorkflow {

    static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    private final Sales sales;

    SalesReportWorkflow(Sales sales) {
        this.sales = sales;
    }

    public Report report(@Nullable String shop, WorkflowContext ctx) {
        Instant due = ctx.scheduledAt() == null ? ctx.now() : ctx.scheduledAt();
        LocalDate yesterday = LocalDate.ofInstant(due, ZONE).minusDays(1);
        Report report = new Report(shop == null ? "all shops" : shop, yesterday, total(shop, yesterday));
        publish(report);
        return report;
    }

    @Step
    long total(@Nullable String shop, LocalDate day) {
        return sales.total(shop, day);
    }

    @Step
    void publish(Report report) {
        sales.publish(report);
    }

    public record Report(String shop, LocalDate day, long cents) {}

    interface Sales {

        long total(@Nullable String shop, LocalDate day);

        void publish(Report report);
    }
}
