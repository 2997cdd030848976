package dev.kagzi.server.console;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunTransition;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.server.namespace.Enabled;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.run.RunChanges;
import dev.kagzi.server.run.RunFilter;
import dev.kagzi.server.run.RunRestarts;
import dev.kagzi.server.run.Runs;
import dev.kagzi.server.run.Timelines;
import dev.kagzi.server.run.Trace;
import dev.kagzi.server.web.FreshIds;
import dev.kagzi.server.web.PageRequest;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;

/** One run: what it is, what it has done and does, and what can be done to it. */
@ConsoleController
class RunPageController {

    private static final int STEPS_AT_ONCE = 100;
    private static final int CHILDREN = 20;
    private static final int ATTEMPTS = 200;
    private static final int CHANGES_AT_ONCE = 100;

    private final Runs runs;
    private final RunChanges changes;
    private final RunRestarts restarts;
    private final Timelines timelines;

    RunPageController(Runs runs, RunChanges changes, RunRestarts restarts, Timelines timelines) {
        this.runs = runs;
        this.timelines = timelines;
        this.changes = changes;
        this.restarts = restarts;
    }

    @GetMapping("/runs/{runId}")
    String getRun(NamespaceId namespace, FreshIds ids, @PathVariable("runId") UUID runId, Model model) {
        UUID namespaceId = namespace.value();
        RunSnapshot run = runs.find(namespaceId, runId);
        model.addAttribute("run", run);
        model.addAttribute("madeId", ids.next());
        model.addAttribute("input", PayloadText.of(run.input()));
        model.addAttribute("output", PayloadText.of(run.output()));
        model.addAttribute("progress", PayloadText.of(run.progress()));
        addSteps(namespace, runId, null, model);
        model.addAttribute("children", children(namespaceId, runId));
        addHistory(namespace, runId, null, model);
        return "run";
    }

    private Page<RunSnapshot> children(UUID namespaceId, UUID runId) {
        RunFilter filter = new RunFilter(null, new TreeSet<>(), null, new TreeMap<>(), runId, null, null, null);
        return runs.list(namespaceId, filter, PageRequest.of(List.of("children"), CHILDREN, null));
    }

    /** More steps of the run, as rows of its table. */
    @GetMapping("/runs/{runId}/steps")
    String listSteps(
            NamespaceId namespace,
            @PathVariable("runId") UUID runId,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            Model model) {
        addSteps(namespace, runId, cursor, model);
        model.addAttribute("run", runs.findListed(namespace.value(), runId));
        return "run-steps :: rows";
    }

    private void addSteps(NamespaceId namespace, UUID runId, @Nullable String cursor, Model model) {
        Page<StepSnapshot> page = runs.steps(
                namespace.value(), runId, PageRequest.of(List.of("console-steps", runId), STEPS_AT_ONCE, cursor));
        model.addAttribute("steps", page.items());
        model.addAttribute("nextSteps", page.nextCursor());
    }

    /** Older changes of the run, as rows of its history. */
    @GetMapping("/runs/{runId}/history")
    String listHistory(
            NamespaceId namespace,
            @PathVariable("runId") UUID runId,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            Model model) {
        addHistory(namespace, runId, cursor, model);
        model.addAttribute("run", runs.find(namespace.value(), runId));
        return "run-history :: rows";
    }

    private void addHistory(NamespaceId namespace, UUID runId, @Nullable String cursor, Model model) {
        Page<RunTransition> page = runs.lastChanges(
                namespace.value(), runId, PageRequest.of(List.of("console-history", runId), CHANGES_AT_ONCE, cursor));
        model.addAttribute("transitions", page.items());
        model.addAttribute("olderChanges", page.nextCursor());
    }

    /** One step, with what it was given and what it gave. */
    @GetMapping("/runs/{runId}/step")
    String getStep(
            NamespaceId namespace,
            FreshIds ids,
            @PathVariable("runId") UUID runId,
            @RequestParam(name = "branch", defaultValue = "") String branch,
            @RequestParam("name") String name,
            @RequestParam(name = "occurrence", defaultValue = "1") int occurrence,
            Model model) {
        StepKey key = new StepKey(branch.isEmpty() ? null : branch, name, occurrence);
        StepSnapshot step = runs.step(namespace.value(), runId, key);
        model.addAttribute("run", runs.findListed(namespace.value(), runId));
        model.addAttribute("step", step);
        model.addAttribute("madeId", ids.next());
        model.addAttribute(
                "attempts",
                step.attempts() < 2 ? List.of() : runs.lastAttempts(namespace.value(), runId, key, ATTEMPTS));
        model.addAttribute("stepInput", PayloadText.of(step.input()));
        model.addAttribute("stepOutput", PayloadText.of(step.output()));
        return "run-step :: step";
    }

    /** All steps of the run as a picture needs them. */
    @GetMapping(path = "/runs/{runId}/timeline", produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseBody
    Timeline timeline(NamespaceId namespace, @PathVariable("runId") UUID runId) {
        return Timeline.of(timelines.find(namespace.value(), runId));
    }

    /** What a page shows the beginning of, as a file. */
    @GetMapping("/runs/{runId}/payload")
    ResponseEntity<byte[]> payload(
            NamespaceId namespace,
            @PathVariable("runId") UUID runId,
            @RequestParam("part") RunPart part,
            @RequestParam(name = "branch", defaultValue = "") String branch,
            @RequestParam(name = "name", required = false) @Nullable String name,
            @RequestParam(name = "occurrence", defaultValue = "1") int occurrence) {
        Payload payload = name == null
                ? part.of(runs.find(namespace.value(), runId))
                : part.of(runs.step(
                        namespace.value(), runId, new StepKey(branch.isEmpty() ? null : branch, name, occurrence)));
        if (payload == null) {
            throw ProblemException.invalid("part", "is '%s', and there is none".formatted(part.parameter()));
        }
        String file = runId + "-" + part.parameter() + (payload.isEncoded() ? ".bin" : ".json");
        return ResponseEntity.ok()
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file + "\"")
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(payload.bytes());
    }

    @PostMapping("/runs/{runId}/cancel")
    @RefusedOn("/runs/{runId}")
    String cancelRun(
            NamespaceId namespace,
            @PathVariable("runId") UUID runId,
            @RequestParam(name = "reason", required = false) @Nullable String reason,
            @RequestParam(name = "force", defaultValue = "false") boolean force,
            @ModelAttribute("base") String base) {
        RunSnapshot run = changes.cancel(namespace.value(), runId, new CancelRun(TypedText.given(reason), force));
        return shown(
                base,
                runId,
                Boolean.TRUE.equals(run.already()) ? "already" : run.status().isFinal() ? "cancelled" : "undoing");
    }

    @PostMapping("/runs/{runId}/retry")
    @RefusedOn("/runs/{runId}")
    String retryRun(NamespaceId namespace, @PathVariable("runId") UUID runId, @ModelAttribute("base") String base) {
        changes.retry(namespace.value(), runId);
        return shown(base, runId, "retried");
    }

    @PostMapping("/runs/{runId}/restart")
    @RefusedOn("/runs/{runId}")
    String restartRun(
            @Enabled NamespaceId namespace,
            FreshIds ids,
            @PathVariable("runId") UUID runId,
            @RequestParam(name = "branch", defaultValue = "") String branch,
            @RequestParam(name = "name", required = false) @Nullable String name,
            @RequestParam(name = "occurrence", defaultValue = "1") int occurrence,
            @RequestParam(name = "madeId", required = false) @Nullable UUID madeId,
            @ModelAttribute("base") String base) {
        StepKey from =
                name == null || name.isEmpty() ? null : new StepKey(branch.isEmpty() ? null : branch, name, occurrence);
        RunSnapshot run = restarts.restart(
                namespace.value(), runId, new RestartRun(from), MadeId.of(madeId, ids), Trace.ofRequest(null));
        return shown(base, Objects.requireNonNull(run.runId()), "restarted");
    }

    private static String shown(String base, UUID runId, String done) {
        return "redirect:" + base + "/runs/" + runId + "?done=" + done;
    }
}
