package dev.kagzi.guide.changes;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The application as it was when its runs were started. */
@EnableAutoConfiguration
@Import({
    Before.BodyWorkflow.class,
    Before.OrderWorkflow.class,
    Before.InvoiceWorkflow.class,
    Before.NewsletterWorkflow.class,
    Before.RefundWorkflow.class,
    Before.ParcelWorkflow.class,
    Before.LoanWorkflow.class
})
class Before {

    @Workflow
    static class BodyWorkflow {

        public String run(String id, WorkflowContext ctx) {
            ctx.waitForEvent("deployed", id, "1d", String.class);
            return body();
        }

        @Step
        String body() {
            return "old body";
        }
    }

    @Workflow
    static class OrderWorkflow {

        public String ship(String id, WorkflowContext ctx) {
            String paid = charge();
            ctx.waitForEvent("deployed", id, "1d", String.class);
            return paid + ", " + send();
        }

        @Step
        String charge() {
            return "charged";
        }

        @Step
        String send() {
            return "sent";
        }
    }

    @Workflow
    static class InvoiceWorkflow {

        public String pay(String id, WorkflowContext ctx) {
            String before = step();
            ctx.waitForEvent("deployed", id, "1d", String.class);
            return before + " and finished by version 1";
        }

        @Step
        String step() {
            return "begun by version 1";
        }
    }

    @Workflow
    static class NewsletterWorkflow {

        public String send(String id, WorkflowContext ctx) {
            ctx.waitForEvent("deployed", id, "1d", String.class);
            return "sent by the old class";
        }
    }

    @Workflow
    static class RefundWorkflow {

        public String refund(String id, WorkflowContext ctx) {
            String paid = payBack();
            ctx.waitForEvent("deployed", id, "1d", String.class);
            return paid;
        }

        @Step
        String payBack() {
            return "paid back before";
        }
    }

    @Workflow
    static class ParcelWorkflow {

        public String deliver(Parcel parcel, WorkflowContext ctx) {
            ctx.waitForEvent("deployed", parcel.id(), "1d", String.class);
            return "delivered " + parcel.id();
        }

        record Parcel(String id) {}
    }

    @Workflow
    static class LoanWorkflow {

        public String lend(String id, WorkflowContext ctx) {
            String checked = check();
            ctx.waitForEvent("deployed", id, "1d", String.class);
            return checked + ", " + book();
        }

        @Step
        String check() {
            return "checked before";
        }

        @Step
        String book() {
            return "booked";
        }
    }
}
