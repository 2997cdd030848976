package dev.kagzi.server.console;

import dev.kagzi.server.web.RequestNamespace;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Leads to the pages of a namespace: the one that is chosen, else that of whoever has signed in. */
@Controller
@ConditionalOnBooleanProperty(name = "kagzi.console.enabled", matchIfMissing = true)
class HomeController {

    @GetMapping("/console")
    String home(
            @RequestParam(name = "namespace", required = false) @Nullable String chosen, HttpServletRequest request) {
        boolean isName = chosen != null && chosen.matches("[a-z0-9-]+");
        return "redirect:/console/ns/" + (isName ? chosen : RequestNamespace.of(request));
    }
}
