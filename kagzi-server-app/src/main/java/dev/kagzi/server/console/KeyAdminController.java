package dev.kagzi.server.console;

import dev.kagzi.protocol.ApiKey;
import dev.kagzi.protocol.KeyRole;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RotateKey;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.security.Keys;
import dev.kagzi.server.security.SecuritySettings;
import dev.kagzi.server.web.FreshIds;
import dev.kagzi.server.web.PageRequest;
import dev.kagzi.server.web.Reach;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Keys: those that reach no further than whoever looks. A secret is in the answer to the form that makes it and nowhere else: no redirect
 * carries it on. What changes a key has no {@link NamespaceId} among its parameters, as over REST: in the audit trail it belongs to none.
 */
@ConsoleController
class KeyAdminController {

    private static final String LIST = "/admin/keys";
    private static final String DEFAULT_OVERLAP = "1h";

    private final Keys keys;
    private final SecuritySettings settings;
    private final DatabaseClock clock;
    private final TypedText text;

    KeyAdminController(Keys keys, SecuritySettings settings, DatabaseClock clock, TypedText text) {
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
        this.text = text;
    }

    @ModelAttribute("areKeysAskedFor")
    boolean areKeysAskedFor() {
        return settings.enabled();
    }

    @GetMapping(LIST)
    String listKeys(
            NamespaceId here,
            HttpServletRequest request,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            @ModelAttribute("base") String base,
            Model model) {
        PageRequest asked = PageRequest.of(List.of("console-keys"), null, cursor);
        Page<ApiKey> page = asked.page(
                keys.listAfter(Reach.of(request), asked.afterId().orElse(null), asked.limit() + 1),
                key -> List.of(key.keyId().toString()));
        PageModel.add(model, "keys", page, cursor, new Address(base + LIST, Map.of()));
        model.addAttribute("now", clock.now());
        model.addAttribute("isEverywhere", Reach.of(request).isEverywhere());
        return "admin-keys";
    }

    @GetMapping("/admin/new-key")
    String newKey(
            NamespaceId here, @ModelAttribute("namespace") String namespace, HttpServletRequest request, Model model) {
        return form(KeyForm.empty(namespace), request, model);
    }

    private String form(KeyForm form, HttpServletRequest request, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("roles", KeyRole.values());
        model.addAttribute("isEverywhere", Reach.of(request).isEverywhere());
        return "admin-key-form";
    }

    @PostMapping(LIST)
    String createKey(
            HttpServletRequest request,
            HttpServletResponse response,
            FreshIds ids,
            @ModelAttribute("form") KeyForm form,
            Model model) {
        try {
            ApiKey key = keys.create(Reach.of(request), form.request(text, clock.now()), ids.next());
            response.setStatus(HttpStatus.CREATED.value());
            return secret(key, model);
        } catch (ProblemException problem) {
            FormProblems.show(problem, response, model);
            return form(form, request, model);
        }
    }

    private static String secret(ApiKey key, Model model) {
        model.addAttribute("key", key);
        return "admin-key-secret";
    }

    @GetMapping(LIST + "/{keyId}")
    String getKey(NamespaceId here, HttpServletRequest request, @PathVariable("keyId") UUID keyId, Model model) {
        return page(request, keyId, DEFAULT_OVERLAP, model);
    }

    private String page(HttpServletRequest request, UUID keyId, @Nullable String keepOldFor, Model model) {
        model.addAttribute("key", keys.get(Reach.of(request), keyId));
        model.addAttribute("keepOldFor", keepOldFor);
        model.addAttribute("now", clock.now());
        return "admin-key";
    }

    @PostMapping(LIST + "/{keyId}/rotate")
    String rotateKey(
            HttpServletRequest request,
            HttpServletResponse response,
            FreshIds ids,
            @PathVariable("keyId") UUID keyId,
            @RequestParam(name = "keepOldFor", required = false) @Nullable String keepOldFor,
            Model model) {
        try {
            return secret(keys.rotate(Reach.of(request), keyId, rotation(keepOldFor), ids.next()), model);
        } catch (ProblemException problem) {
            String page = page(request, keyId, keepOldFor, model);
            FormProblems.show(problem, response, model);
            return page;
        }
    }

    private RotateKey rotation(@Nullable String keepOldFor) {
        Violations violations = new Violations();
        RotateKey rotation = new RotateKey(text.duration(violations, "/keepOldFor", keepOldFor));
        violations.throwIfAny();
        return rotation;
    }

    @PostMapping(LIST + "/{keyId}/revoke")
    @RefusedOn(LIST + "/{keyId}")
    String revokeKey(
            HttpServletRequest request, @PathVariable("keyId") UUID keyId, @ModelAttribute("base") String base) {
        keys.revoke(Reach.of(request), keyId);
        return "redirect:" + base + LIST + "?done=revoked";
    }
}
