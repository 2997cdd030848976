package dev.kagzi.server.console;

import dev.kagzi.protocol.FiringSnapshot;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.namespace.Enabled;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.namespace.Namespaces;
import dev.kagzi.server.run.RunFilter;
import dev.kagzi.server.run.Runs;
import dev.kagzi.server.schedule.ScheduleKey;
import dev.kagzi.server.schedule.Schedules;
import dev.kagzi.server.schedule.Triggers;
import dev.kagzi.server.web.FreshIds;
import dev.kagzi.server.web.PageRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** One schedule: when it fires, what it has started, and what can be done to it. */
@ConsoleController
class SchedulePageController {

    private static final int RUNS = 10;
    private static final int FIRINGS = 25;

    private final Schedules schedules;
    private final ScheduleOutlooks outlooks;
    private final Triggers triggers;
    private final Runs runs;
    private final Namespaces namespaces;
    private final DatabaseClock clock;

    SchedulePageController(
            Schedules schedules,
            ScheduleOutlooks outlooks,
            Triggers triggers,
            Runs runs,
            Namespaces namespaces,
            DatabaseClock clock) {
        this.schedules = schedules;
        this.outlooks = outlooks;
        this.triggers = triggers;
        this.runs = runs;
        this.namespaces = namespaces;
        this.clock = clock;
    }

    @GetMapping("/schedules/{scheduleId}")
    String getSchedule(
            NamespaceId namespace,
            FreshIds ids,
            @PathVariable("scheduleId") String scheduleId,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            @ModelAttribute("base") String base,
            Model model) {
        ScheduleSnapshot schedule = schedules.find(key(namespace, scheduleId)).snapshot();
        model.addAttribute("schedule", schedule);
        model.addAttribute("now", clock.now());
        model.addAttribute("madeId", ids.next());
        model.addAttribute("self", address(base, scheduleId));
        model.addAttribute("input", PayloadText.of(schedule.input()));
        model.addAttribute("isDisabled", namespaces.isDisabled(namespace.value()));
        model.addAttribute("outlook", outlooks.of(schedule.cron(), schedule.zone()));
        model.addAttribute("runs", runsOf(namespace, scheduleId));
        Page<FiringSnapshot> firings = schedules.firings(
                key(namespace, scheduleId),
                PageRequest.of(List.of("console-firings", namespace, scheduleId), FIRINGS, cursor));
        Address first = new Address(address(base, scheduleId), Map.of());
        PageModel.add(model, "firings", firings, cursor, first);
        model.addAttribute("here", cursor == null ? first : first.with("cursor", cursor));
        return "schedule";
    }

    private List<RunSnapshot> runsOf(NamespaceId namespace, String scheduleId) {
        RunFilter filter = new RunFilter(null, new TreeSet<>(), null, new TreeMap<>(), null, scheduleId, null, null);
        return runs.list(namespace.value(), filter, PageRequest.of(List.of("schedule-runs"), RUNS, null))
                .items();
    }

    @PostMapping("/schedules/{scheduleId}/pause")
    @RefusedOn("/schedules/{scheduleId}")
    String pauseSchedule(
            NamespaceId namespace, @PathVariable("scheduleId") String scheduleId, @ModelAttribute("base") String base) {
        schedules.pause(key(namespace, scheduleId));
        return shown(base, scheduleId, "paused");
    }

    @PostMapping("/schedules/{scheduleId}/resume")
    @RefusedOn("/schedules/{scheduleId}")
    String resumeSchedule(
            NamespaceId namespace, @PathVariable("scheduleId") String scheduleId, @ModelAttribute("base") String base) {
        schedules.resume(key(namespace, scheduleId));
        return shown(base, scheduleId, "resumed");
    }

    @PostMapping("/schedules/{scheduleId}/trigger")
    @RefusedOn("/schedules/{scheduleId}")
    String triggerSchedule(
            @Enabled NamespaceId namespace,
            FreshIds ids,
            @PathVariable("scheduleId") String scheduleId,
            @RequestParam(name = "madeId", required = false) @Nullable UUID madeId,
            @ModelAttribute("base") String base) {
        RunSnapshot run = triggers.trigger(key(namespace, scheduleId), MadeId.of(madeId, ids));
        return "redirect:" + base + "/runs/" + run.runId() + "?done=triggered";
    }

    @PostMapping("/schedules/{scheduleId}/delete")
    @RefusedOn("/schedules/{scheduleId}")
    String deleteSchedule(
            NamespaceId namespace, @PathVariable("scheduleId") String scheduleId, @ModelAttribute("base") String base) {
        schedules.delete(key(namespace, scheduleId));
        return "redirect:" + base + "/schedules?done=deleted";
    }

    private static ScheduleKey key(NamespaceId namespace, String scheduleId) {
        return new ScheduleKey(namespace.value(), scheduleId);
    }

    static String address(String base, String scheduleId) {
        return base + "/schedules/" + Address.segment(scheduleId);
    }

    static String shown(String base, String scheduleId, String done) {
        return "redirect:" + address(base, scheduleId) + "?done=" + done;
    }
}
