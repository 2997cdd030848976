package dev.kagzi.server.console;

import dev.kagzi.protocol.Namespace;
import dev.kagzi.protocol.Page;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.namespace.Namespaces;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.settings.RetentionSettings;
import dev.kagzi.server.web.FreshIds;
import dev.kagzi.server.web.PageRequest;
import dev.kagzi.server.web.Reach;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Namespaces: those within the reach of whoever looks. What changes one has no {@link NamespaceId} among its parameters, as over REST: in
 * the audit trail it belongs to none.
 */
@ConsoleController
class NamespaceAdminController {

    private static final String LIST = "/admin/namespaces";

    private final Namespaces namespaces;
    private final RetentionSettings settings;
    private final TypedText text;

    NamespaceAdminController(Namespaces namespaces, RetentionSettings settings, TypedText text) {
        this.namespaces = namespaces;
        this.settings = settings;
        this.text = text;
    }

    @GetMapping("/admin")
    String admin(@ModelAttribute("base") String base) {
        return "redirect:" + base + LIST;
    }

    @GetMapping(LIST)
    String listNamespaces(
            NamespaceId here,
            HttpServletRequest request,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            @ModelAttribute("base") String base,
            Model model) {
        PageRequest asked = PageRequest.of(List.of("console-namespaces"), null, cursor);
        Reach reach = Reach.of(request);
        String after = asked.after().isEmpty() ? "" : asked.after().get(0);
        Page<Namespace> page = asked.page(
                namespaces.listAfter(reach, after, asked.limit() + 1), namespace -> List.of(namespace.name()));
        PageModel.add(model, "items", page, cursor, new Address(base + LIST, Map.of()));
        model.addAttribute("isEverywhere", reach.isEverywhere());
        model.addAttribute("retention", settings.retention());
        return "admin-namespaces";
    }

    @GetMapping("/admin/new-namespace")
    String newNamespace(NamespaceId here, HttpServletRequest request, Model model) {
        return form(new NamespaceForm(null, null, null, null), request, model);
    }

    private String form(NamespaceForm form, HttpServletRequest request, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("isEverywhere", Reach.of(request).isEverywhere());
        model.addAttribute("retention", settings.retention());
        return "admin-namespace-form";
    }

    @PostMapping(LIST)
    String createNamespace(
            HttpServletRequest request,
            HttpServletResponse response,
            FreshIds ids,
            @ModelAttribute("form") NamespaceForm form,
            @ModelAttribute("base") String base,
            Model model) {
        try {
            Namespace made = namespaces.create(Reach.of(request), form.creation(text), ids.next());
            return shown(base, made.name(), "namespace-created");
        } catch (ProblemException problem) {
            FormProblems.show(problem, response, model);
            return form(form, request, model);
        }
    }

    @GetMapping(LIST + "/{name}")
    String getNamespace(NamespaceId here, HttpServletRequest request, @PathVariable("name") String name, Model model) {
        Namespace shown = namespaces.get(Reach.of(request), name);
        return page(shown, NamespaceForm.of(shown), model);
    }

    private String page(Namespace shown, NamespaceForm form, Model model) {
        model.addAttribute("shown", shown);
        model.addAttribute("form", form);
        model.addAttribute("retention", settings.retention());
        return "admin-namespace";
    }

    @PostMapping(LIST + "/{name}")
    String updateNamespace(
            HttpServletRequest request,
            HttpServletResponse response,
            @PathVariable("name") String name,
            @ModelAttribute("form") NamespaceForm form,
            @ModelAttribute("base") String base,
            Model model) {
        try {
            namespaces.update(Reach.of(request), name, form.update(text));
            return shown(base, name, "namespace-saved");
        } catch (ProblemException problem) {
            Namespace shown = namespaces.get(Reach.of(request), name);
            FormProblems.show(problem, response, model);
            return page(shown, form, model);
        }
    }

    @PostMapping(LIST + "/{name}/disable")
    @RefusedOn(LIST + "/{name}")
    String disableNamespace(
            HttpServletRequest request, @PathVariable("name") String name, @ModelAttribute("base") String base) {
        namespaces.setDisabled(Reach.of(request), name, true);
        return shown(base, name, "disabled");
    }

    @PostMapping(LIST + "/{name}/enable")
    @RefusedOn(LIST + "/{name}")
    String enableNamespace(
            HttpServletRequest request, @PathVariable("name") String name, @ModelAttribute("base") String base) {
        namespaces.setDisabled(Reach.of(request), name, false);
        return shown(base, name, "enabled");
    }

    private static String shown(String base, String name, String done) {
        return "redirect:" + base + LIST + "/" + Address.segment(name) + "?done=" + done;
    }
}
