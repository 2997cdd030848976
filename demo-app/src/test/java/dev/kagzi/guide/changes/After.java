package dev.kagzi.guide.changes;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The application as it is deployed while runs of the one before wait. */
@EnableAutoConfiguration
@Import({
    After.BodyWorkflow.class,
    After.OrderWorkflow.class,
    Before.InvoiceWorkflow.class,
    After.InvoiceWorkflow.class,
    After.MailingWorkflow.class,
    After.RefundWorkflow.class,
    After.ParcelWorkflow.class
})
class After {

    @Workflow
    static class BodyWorkflow {

        public String run(String id, WorkflowContext ctx) {
            ctx.waitForEvent("deployed", id, "1d", String.class);
            return body();
        }

        @Step
        String body() {
            return "new body";
        }
    }

    @Workflow
    static class OrderWorkflow {

        public String ship(String id, WorkflowContext ctx) {
            String checked = ctx.changed("check-address") ? checkAddress() + ", " : "";
            String paid = charge();
            ctx.waitForEvent("deployed", id, "1d", String.class);
            return checked + paid + ", " + send();
        }

        @Step
        String checkAddress() {
            return "checked";
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

    @Workflow(name = "invoice", version = 2)
    static class InvoiceWorkflow {

        public String pay(String id) {
            return all();
        }

        @Step
        String all() {
            return "done by version 2";
        }
    }

    @Workflow(aliases = "newsletter")
    static class MailingWorkflow {

        public String send(String id, WorkflowContext ctx) {
            ctx.waitForEvent("deployed", id, "1d", String.class);
            return "sent by the new class";
        }
    }

    @Workflow
    static class RefundWorkflow {

        public String refund(String id, WorkflowContext ctx) {
            String paid = transferBack();
            ctx.waitForEvent("deployed", id, "1d", String.class);
            return paid;
        }

        @Step(name = "pay-back")
        String transferBack() {
            return "transferred now";
        }
    }

    @Workflow
    static class ParcelWorkflow {

        public String deliver(Parcel parcel, WorkflowContext ctx) {
            ctx.waitForEvent("deployed", parcel.id(), "1d", String.class);
            return "delivered " + parcel.id() + " to " + (parcel.door() == null ? "any door" : parcel.door());
        }

        record Parcel(String id, @Nullable String door) {}
    }

    /** Deployed in haste: it has lost a step that its runs have made. */
    @Workflow(name = "loan")
    static class BrokenLoanWorkflow {

        public String lend(String id, WorkflowContext ctx) {
            ctx.waitForEvent("deployed", id, "1d", String.class);
            return "nothing was checked";
        }
    }

    @Workflow(name = "loan")
    static class MendedLoanWorkflow {

        public String lend(String id, WorkflowContext ctx) {
            String checked = check();
            ctx.waitForEvent("deployed", id, "1d", String.class);
            return checked + ", " + book();
        }

        @Step
        String check() {
            return "checked now";
        }

        @Step
        String book() {
            return "booked by the mended code";
        }
    }
}
