package dev.kagzi.guide.examples;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import java.util.List;

@Workflow
public class InvoiceImportWorkflow {

    private final Archive archive;

    InvoiceImportWorkflow(Archive archive) {
        this.archive = archive;
    }

    public int importAll(String folder, WorkflowContext ctx) {
        int invoices = 0;
        List<String> files = list(folder);
        for (String file : files) {
            String staged = extract(file);
            validate(staged);
            invoices += load(staged);
            ctx.progress(new Progress(file, invoices));
        }
        return invoices;
    }

    @Step
    List<String> list(String folder) {
        return archive.files(folder);
    }

    @Step(timeout = "10m")
    String extract(String file) {
        return archive.unpackTo(file, "staging/" + file);
    }

    @Step
    void validate(String staged) {
        archive.validate(staged);
    }

    @Step(maxAttempts = 10, timeout = "10m")
    int load(String staged) {
        return archive.replaceInvoicesOf(staged);
    }

    public record Progress(String file, int invoices) {}

    interface Archive {

        List<String> files(String folder);

        String unpackTo(String file, String staged);

        void validate(String staged);

        /** Puts the invoices of a file in the place of those that were there: a repetition changes nothing. */
        int replaceInvoicesOf(String staged);
    }
}
