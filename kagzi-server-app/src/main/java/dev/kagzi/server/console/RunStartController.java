package dev.kagzi.server.console;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.server.audit.Unaudited;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.namespace.Namespaces;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.run.Runs;
import dev.kagzi.server.run.Trace;
import dev.kagzi.server.web.FreshIds;
import dev.kagzi.server.worker.KnownWorkflow;
import dev.kagzi.server.workflow.Workflows;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Starts runs by hand. */
@ConsoleController
class RunStartController {

    private static final String VIEW = "workflow-start";

    private final Workflows workflows;
    private final Runs runs;
    private final Namespaces namespaces;
    private final TypedText text;

    RunStartController(Workflows workflows, Runs runs, Namespaces namespaces, TypedText text) {
        this.workflows = workflows;
        this.runs = runs;
        this.namespaces = namespaces;
        this.text = text;
    }

    /** The form, filled with what the address says. */
    @GetMapping("/workflows/{workflow}/start")
    String getStart(
            NamespaceId namespace,
            FreshIds ids,
            @PathVariable("workflow") String name,
            @ModelAttribute("form") StartForm form,
            Model model) {
        return form(namespace, workflows.find(namespace.value(), name), form.withRunId(fresh(ids)), model);
    }

    private String form(NamespaceId namespace, KnownWorkflow workflow, StartForm form, Model model) {
        model.addAttribute("workflow", workflows.show(namespace.value(), workflow));
        model.addAttribute("form", form);
        return VIEW;
    }

    @PostMapping("/workflows/{workflow}/start")
    @Unaudited
    String startRun(
            NamespaceId namespace,
            FreshIds ids,
            @PathVariable("workflow") String name,
            @ModelAttribute("form") StartForm form,
            @ModelAttribute("base") String base,
            Model model,
            HttpServletResponse response) {
        KnownWorkflow workflow = workflows.find(namespace.value(), name);
        try {
            // Not while the arguments are resolved: what was typed would be lost.
            namespaces.requireEnabled(namespace);
            StartRun request = form.request(workflow.name(), text);
            RunSnapshot run = runs.start(namespace.value(), request, ids.next(), Trace.ofRequest(null));
            boolean isNew = Boolean.TRUE.equals(run.created());
            return "redirect:" + base + "/runs/" + run.runId() + "?done=" + (isNew ? "started" : "found");
        } catch (ProblemException e) {
            FormProblems.show(e, response, model);
            // A form that was sent, gone back to and changed is another start.
            boolean isTaken = e.code() == ProblemCode.ID_CONFLICT;
            return form(namespace, workflow, isTaken ? form.withRunId(fresh(ids)) : form, model);
        }
    }

    private static String fresh(FreshIds ids) {
        return ids.next().toString();
    }
}
