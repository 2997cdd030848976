package dev.kagzi.server.console;

import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.OnLimit;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.limit.LimitChanges;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.run.RunFilter;
import dev.kagzi.server.run.Runs;
import dev.kagzi.server.web.IfMatch;
import dev.kagzi.server.web.PageRequest;
import dev.kagzi.server.worker.KnownWorkflow;
import dev.kagzi.server.workflow.Workflows;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** One workflow: its versions, its limits, what starts it and what has become of its runs. */
@ConsoleController
class WorkflowPageController {

    private static final int FAILED_RUNS = 10;
    private static final String LIMITS = "workflow-limits";

    private final Workflows workflows;
    private final WorkflowViews views;
    private final Runs runs;
    private final LimitChanges limits;
    private final TypedText text;

    WorkflowPageController(Workflows workflows, WorkflowViews views, Runs runs, LimitChanges limits, TypedText text) {
        this.workflows = workflows;
        this.views = views;
        this.runs = runs;
        this.limits = limits;
        this.text = text;
    }

    @GetMapping("/workflows/{workflow}")
    String getWorkflow(NamespaceId namespace, @PathVariable("workflow") String name, Model model) {
        WorkflowView view = views.show(namespace.value(), workflows.find(namespace.value(), name));
        model.addAttribute("view", view);
        model.addAttribute("statuses", RunStatus.values());
        model.addAttribute("failed", failed(namespace.value(), view.workflow().name()));
        return "workflow";
    }

    private List<RunSnapshot> failed(UUID namespaceId, String workflow) {
        RunFilter filter = new RunFilter(
                workflow,
                new TreeSet<>(List.of(RunStatus.FAILED, RunStatus.NEEDS_ATTENTION)),
                null,
                new TreeMap<>(),
                null,
                null,
                null,
                null);
        return runs.list(namespaceId, filter, PageRequest.of(List.of("failed"), FAILED_RUNS, null))
                .items();
    }

    /** The limits as a form. */
    @GetMapping("/workflows/{workflow}/limits")
    String getLimits(NamespaceId namespace, @PathVariable("workflow") String name, Model model) {
        KnownWorkflow workflow = workflows.find(namespace.value(), name);
        // Before they are read: an ETag may be too old, and never too new.
        String etag = etag(namespace, workflow);
        WorkflowView view = views.show(namespace.value(), workflow);
        return limits(view, LimitsForm.of(view.workflow().limits(), etag), model);
    }

    private static String limits(WorkflowView view, LimitsForm form, Model model) {
        model.addAttribute("view", view);
        model.addAttribute("form", form);
        model.addAttribute("choices", OnLimit.values());
        return LIMITS;
    }

    @PostMapping("/workflows/{workflow}/limits")
    String setLimits(
            NamespaceId namespace,
            @PathVariable("workflow") String name,
            @ModelAttribute("form") LimitsForm form,
            @ModelAttribute("base") String base,
            Model model,
            HttpServletResponse response) {
        KnownWorkflow workflow = workflows.find(namespace.value(), name);
        try {
            limits.assign(namespace.value(), workflow.name(), form.request(text), new IfMatch(form.etag()));
        } catch (ProblemException e) {
            FormProblems.show(inWordsOfTheForm(e), response, model);
            String etag = etag(namespace, workflow);
            return limits(views.show(namespace.value(), workflow), form.withEtag(etag), model);
        }
        return shown(base, workflow, "limits-set");
    }

    @PostMapping(path = "/workflows/{workflow}/limits", params = "reset")
    @RefusedOn("/workflows/{workflow}/limits")
    String resetLimits(
            NamespaceId namespace,
            @PathVariable("workflow") String name,
            @RequestParam(name = "etag", required = false) @Nullable String etag,
            @ModelAttribute("base") String base) {
        KnownWorkflow workflow = workflows.find(namespace.value(), name);
        try {
            limits.assign(namespace.value(), workflow.name(), Limits.NONE, new IfMatch(etag));
        } catch (ProblemException e) {
            throw inWordsOfTheForm(e);
        }
        return shown(base, workflow, "limits-reset");
    }

    /** Who sends a form knows nothing of headers. */
    private static ProblemException inWordsOfTheForm(ProblemException problem) {
        return problem.code() == ProblemCode.PRECONDITION_FAILED
                ? new ProblemException(
                        ProblemCode.PRECONDITION_FAILED,
                        "Somebody else has changed these limits since this page was made, and nothing was changed now. Check what applies"
                                + " now, and decide again.")
                : problem;
    }

    private String etag(NamespaceId namespace, KnownWorkflow workflow) {
        return IfMatch.etag(workflows.limitVersion(namespace.value(), workflow));
    }

    private static String shown(String base, KnownWorkflow workflow, String done) {
        return "redirect:" + base + "/workflows/" + Address.segment(workflow.name()) + "?done=" + done;
    }
}
