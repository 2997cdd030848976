package dev.kagzi.server.console;

import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.run.RunFilter;
import dev.kagzi.server.run.Runs;
import dev.kagzi.server.web.FreshIds;
import dev.kagzi.server.web.PageRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Runs, newest first. */
@ConsoleController
class RunListController {

    private static final int NEW_RUNS = 100;

    /** How they stand in addresses, and in words. */
    private static final Map<String, String> TIMES = times();

    private final Runs runs;
    private final DatabaseClock clock;
    private final TypedText text;

    RunListController(Runs runs, DatabaseClock clock, TypedText text) {
        this.runs = runs;
        this.clock = clock;
        this.text = text;
    }

    private static Map<String, String> times() {
        Map<String, String> times = new LinkedHashMap<>();
        times.put("15m", "Last 15 min");
        times.put("1h", "Last hour");
        times.put("1d", "Last day");
        times.put("7d", "Last 7 days");
        return times;
    }

    @GetMapping("/runs")
    String listRuns(
            NamespaceId namespace,
            FreshIds ids,
            @ModelAttribute("query") RunQuery query,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            @ModelAttribute("base") String base,
            Model model,
            HttpServletResponse response) {
        Page<RunSnapshot> page = new Page<>(List.of(), null);
        try {
            page = list(namespace, query, cursor);
        } catch (ProblemException problem) {
            FormProblems.show(problem, response, model);
        }
        PageModel.add(model, "runs", page, cursor, new Address(base + "/runs", query.parameters()));
        model.addAttribute("statuses", RunStatus.values());
        model.addAttribute("times", TIMES);
        model.addAttribute("madeId", ids.next());
        model.addAttribute(
                "newest",
                page.items().stream().findFirst().map(RunSnapshot::createdAt).orElse(Instant.EPOCH));
        return "runs";
    }

    private Page<RunSnapshot> list(NamespaceId namespace, RunQuery query, @Nullable String cursor) {
        // A list of the last hour is the same list, although its hour goes on.
        List<Object> list = List.of("console-runs", namespace, query.parameters());
        return runs.list(namespace.value(), query.filter(text, clock.now()), PageRequest.of(list, null, cursor));
    }

    /** How many runs have come since the list was read. */
    @GetMapping("/runs/new")
    String countNewRuns(
            NamespaceId namespace,
            @ModelAttribute("query") RunQuery query,
            @RequestParam("since") Instant since,
            @ModelAttribute("base") String base,
            Model model) {
        RunFilter filter = query.newerThan(since, text, clock.now());
        int count = runs.list(namespace.value(), filter, PageRequest.of(List.of("new", namespace), NEW_RUNS, null))
                .items()
                .size();
        model.addAttribute("count", count);
        model.addAttribute("most", NEW_RUNS);
        model.addAttribute("address", new Address(base + "/runs", query.parameters()));
        return "runs-new";
    }

    /** One run as a row of a list. */
    @GetMapping("/runs/{runId}/row")
    String runRow(NamespaceId namespace, @PathVariable("runId") UUID runId, Model model) {
        model.addAttribute("run", runs.find(namespace.value(), runId));
        return "run-list :: row";
    }
}
