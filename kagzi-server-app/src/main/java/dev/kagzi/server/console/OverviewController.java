package dev.kagzi.server.console;

import com.github.benmanes.caffeine.cache.Cache;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.run.RunFigures;
import dev.kagzi.server.run.RunFigures.Figure;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** What goes on in a namespace, and what somebody has to see to. */
@ConsoleController
class OverviewController {

    private final Overviews overviews;
    private final RunFigures figures;
    private final Cache<Charted, List<Figure>> recent;

    OverviewController(Overviews overviews, RunFigures figures, Recently recently) {
        this.overviews = overviews;
        this.figures = figures;
        this.recent = recently.read();
    }

    @GetMapping
    String overview(
            NamespaceId namespace,
            @RequestParam(name = "window", defaultValue = "HOUR") Window window,
            @ModelAttribute("base") String base,
            Model model) {
        model.addAttribute("overview", overviews.of(namespace, base));
        model.addAttribute("window", window);
        model.addAttribute("windows", Window.values());
        return "overview";
    }

    /** The figures of the chart. */
    @GetMapping(path = "/figures", produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseBody
    List<Figure> figures(NamespaceId namespace, @RequestParam(name = "window", defaultValue = "HOUR") Window window) {
        return recent.get(
                new Charted(namespace, window),
                charted -> figures.of(namespace.value(), window.part(), window.parts()));
    }

    private record Charted(NamespaceId namespace, Window window) {}
}
