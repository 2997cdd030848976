package dev.kagzi.server.console;

import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.WorkerSnapshot;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.run.Runs;
import dev.kagzi.server.web.PageRequest;
import dev.kagzi.server.worker.Workers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Workers, those that started last first. */
@ConsoleController
class WorkerListController {

    private static final int WORKERS = 100;

    private static final int HELD = 200;

    private final Workers workers;
    private final Runs runs;

    WorkerListController(Workers workers, Runs runs) {
        this.workers = workers;
        this.runs = runs;
    }

    @GetMapping("/workers")
    String listWorkers(
            NamespaceId namespace,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            @ModelAttribute("base") String base,
            Model model) {
        Page<WorkerSnapshot> page =
                workers.list(namespace.value(), PageRequest.of(List.of("console-workers", namespace), WORKERS, cursor));
        Address first = new Address(base + "/workers", Map.of());
        PageModel.add(model, "workers", page, cursor, first);
        model.addAttribute("cursor", cursor);
        model.addAttribute("here", cursor == null ? first : first.with("cursor", cursor));
        return "workers";
    }

    @GetMapping("/workers/{workerId}/runs")
    String listHeldRuns(NamespaceId namespace, @PathVariable("workerId") UUID workerId, Model model) {
        List<RunSnapshot> held = runs.heldBy(namespace.value(), workerId, HELD + 1);
        model.addAttribute("worker", workers.get(namespace.value(), workerId));
        model.addAttribute("runs", held.subList(0, Math.min(held.size(), HELD)));
        model.addAttribute("areMore", held.size() > HELD);
        return "worker-runs";
    }

    @PostMapping("/workers/{workerId}/drain")
    @RefusedOn("/workers")
    String drainWorker(
            NamespaceId namespace,
            @PathVariable("workerId") UUID workerId,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            @ModelAttribute("base") String base) {
        WorkerSnapshot worker = workers.drain(namespace.value(), workerId);
        String done = worker.held() == 0 ? "drained" : "draining";
        Address page = new Address(base + "/workers", Map.of()).with("done", done);
        return "redirect:" + (cursor == null ? page : page.with("cursor", cursor)) + "#" + workerId;
    }
}
