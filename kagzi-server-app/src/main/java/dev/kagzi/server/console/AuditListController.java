package dev.kagzi.server.console;

import dev.kagzi.protocol.AuditEntry;
import dev.kagzi.protocol.Page;
import dev.kagzi.server.audit.AuditTrail;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.security.Keys;
import dev.kagzi.server.settings.RetentionSettings;
import dev.kagzi.server.web.PageRequest;
import dev.kagzi.server.web.Reach;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** Who has asked for which change, newest first: in the namespaces within the reach of whoever looks. */
@ConsoleController
class AuditListController {

    private final AuditTrail trail;
    private final Keys keys;
    private final RetentionSettings settings;

    AuditListController(AuditTrail trail, Keys keys, RetentionSettings settings) {
        this.trail = trail;
        this.keys = keys;
        this.settings = settings;
    }

    @GetMapping("/admin/audit")
    String listAudit(
            NamespaceId here,
            HttpServletRequest request,
            @RequestParam(name = "of", required = false) @Nullable String of,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            @ModelAttribute("base") String base,
            Model model) {
        Reach reach = Reach.of(request);
        String namespace = TypedText.given(of);
        List<?> list = Arrays.asList("console-audit", namespace);
        Page<AuditEntry> page = trail.list(reach, namespace, PageRequest.of(list, null, cursor));
        Address all = new Address(base + "/admin/audit", Map.of());
        PageModel.add(model, "entries", page, cursor, namespace == null ? all : all.with("of", namespace));
        model.addAttribute("of", namespace);
        model.addAttribute("knownKeys", knownKeys(reach, page.items()));
        model.addAttribute("isEverywhere", reach.isEverywhere());
        model.addAttribute("kept", settings.auditRetention());
        return "admin-audit";
    }

    /** Those that have a page: others are revoked, or reach further than whoever looks. */
    private Set<UUID> knownKeys(Reach reach, List<AuditEntry> entries) {
        return keys.known(
                reach,
                entries.stream()
                        .flatMap(entry -> Stream.ofNullable(entry.keyId()))
                        .collect(Collectors.toSet()));
    }
}
