package dev.kagzi.server.console;

import dev.kagzi.protocol.Page;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.web.PageRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** Workflows, by name. */
@ConsoleController
class WorkflowListController {

    private final WorkflowViews views;

    WorkflowListController(WorkflowViews views) {
        this.views = views;
    }

    @GetMapping("/workflows")
    String listWorkflows(
            NamespaceId namespace,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            @ModelAttribute("base") String base,
            Model model) {
        Page<WorkflowView> page =
                views.list(namespace.value(), PageRequest.of(List.of("console-workflows", namespace), null, cursor));
        PageModel.add(model, "views", page, cursor, new Address(base + "/workflows", Map.of()));
        return "workflows";
    }
}
