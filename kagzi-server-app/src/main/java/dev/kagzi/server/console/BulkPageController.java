package dev.kagzi.server.console;

import dev.kagzi.protocol.BulkFilter;
import dev.kagzi.protocol.BulkJob;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.StartBulk;
import dev.kagzi.server.bulk.BulkJobs;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.web.FreshIds;
import dev.kagzi.server.web.PageRequest;
import java.time.Instant;
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

/** What is done to many runs, as jobs. */
@ConsoleController
class BulkPageController {

    private final BulkJobs jobs;
    private final DatabaseClock clock;
    private final TypedText text;

    BulkPageController(BulkJobs jobs, DatabaseClock clock, TypedText text) {
        this.jobs = jobs;
        this.clock = clock;
        this.text = text;
    }

    @GetMapping("/bulk")
    String listBulk(
            NamespaceId namespace,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            @ModelAttribute("base") String base,
            Model model) {
        Page<BulkJob> page = jobs.list(namespace, PageRequest.of(List.of("console-bulk", namespace), null, cursor));
        PageModel.add(model, "jobs", page, cursor, new Address(base + "/bulk", Map.of()));
        return "bulk-jobs";
    }

    @GetMapping("/bulk/{bulkId}")
    String getBulk(
            NamespaceId namespace,
            FreshIds ids,
            @PathVariable("bulkId") UUID bulkId,
            @ModelAttribute("base") String base,
            Model model) {
        BulkJob job = jobs.find(namespace, bulkId);
        model.addAttribute("job", job);
        model.addAttribute("madeId", ids.next());
        model.addAttribute(
                "list", new Address(base + "/runs", RunQuery.of(job.filter()).parameters()));
        return "bulk";
    }

    /** Cancels, retries or restarts all runs that fit, or those that are selected, as one job. */
    @PostMapping("/bulk")
    @RefusedOn("/runs")
    String startBulk(
            NamespaceId namespace,
            FreshIds ids,
            @ModelAttribute("query") RunQuery query,
            @ModelAttribute("form") BulkForm form,
            @ModelAttribute("base") String base) {
        StartBulk request = form.request(query, text, clock.now());
        // As it was typed: what it means by now is a little later with the second click.
        List<Object> typed = List.of(form, query.parameters());
        return shown(base, jobs.start(namespace, request, MadeId.of(form.madeId(), ids, typed)));
    }

    /** Does to the runs that were counted what they were counted for. */
    @PostMapping("/bulk/{bulkId}/start")
    @RefusedOn("/bulk/{bulkId}")
    String startBulk(
            NamespaceId namespace,
            FreshIds ids,
            @PathVariable("bulkId") UUID bulkId,
            @RequestParam(name = "madeId", required = false) @Nullable UUID madeId,
            @ModelAttribute("base") String base) {
        BulkJob counted = jobs.find(namespace, bulkId);
        StartBulk request = new StartBulk(counted.action(), counted(counted), false, counted.reason());
        return shown(base, jobs.start(namespace, request, MadeId.of(madeId, ids)));
    }

    /** Those that came later were not counted. */
    private static BulkFilter counted(BulkJob job) {
        BulkFilter filter = job.filter();
        Instant before = filter.createdBefore();
        if (filter.runIds() != null || before != null && before.isBefore(job.createdAt())) {
            return filter;
        }
        return new BulkFilter(
                filter.workflow(),
                filter.status(),
                filter.id(),
                filter.tags(),
                filter.parent(),
                filter.schedule(),
                filter.createdAfter(),
                job.createdAt(),
                null);
    }

    private static String shown(String base, BulkJob job) {
        return "redirect:" + base + "/bulk/" + job.bulkId();
    }
}
