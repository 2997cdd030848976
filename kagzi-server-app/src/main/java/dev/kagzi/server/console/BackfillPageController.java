package dev.kagzi.server.console;

import dev.kagzi.protocol.Backfill;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.namespace.Enabled;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.schedule.Backfills;
import dev.kagzi.server.schedule.ScheduleKey;
import dev.kagzi.server.schedule.Schedules;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Makes up firings of a schedule. */
@ConsoleController
class BackfillPageController {

    private static final int SHOWN = 20;
    private static final String VIEW = "schedule-backfill";

    private final Schedules schedules;
    private final Backfills backfills;
    private final DatabaseClock clock;
    private final TypedText text;

    BackfillPageController(Schedules schedules, Backfills backfills, DatabaseClock clock, TypedText text) {
        this.schedules = schedules;
        this.backfills = backfills;
        this.clock = clock;
        this.text = text;
    }

    /** What a backfill of this time would start; at first that of the last day, which is asked for no further. */
    @GetMapping("/schedules/{scheduleId}/backfill")
    String previewBackfill(
            NamespaceId namespace,
            @PathVariable("scheduleId") String scheduleId,
            @ModelAttribute("form") BackfillForm form,
            @ModelAttribute("base") String base,
            HttpServletResponse response,
            Model model) {
        ScheduleSnapshot schedule = addSchedule(key(namespace, scheduleId), base, model);
        if (form.isEmpty()) {
            model.addAttribute("form", BackfillForm.ofLastDay(clock.now()));
            return VIEW;
        }
        try {
            ZoneId zone = ScheduleWords.zone(schedule.zone());
            Backfill wanted = form.request(text, zone, true);
            addFirings(backfills.preview(key(namespace, scheduleId), wanted).firings(), zone, model);
            model.addAttribute("wanted", wanted);
        } catch (ProblemException problem) {
            FormProblems.show(problem, response, model);
        }
        return VIEW;
    }

    private static void addFirings(List<Instant> firings, ZoneId zone, Model model) {
        int shown = Math.min(firings.size(), SHOWN);
        model.addAttribute("firingCount", firings.size());
        model.addAttribute("firstFirings", times(firings.subList(0, shown), zone));
        model.addAttribute(
                "lastFiring",
                times(firings.subList(Math.max(shown, firings.size() - 1), firings.size()), zone).stream()
                        .findFirst()
                        .orElse(null));
    }

    private static List<FiringTime> times(List<Instant> firings, ZoneId zone) {
        return firings.isEmpty() ? List.of() : FiringTime.of(firings, zone, firings.get(0));
    }

    @PostMapping("/schedules/{scheduleId}/backfill")
    String backfillSchedule(
            @Enabled NamespaceId namespace,
            @PathVariable("scheduleId") String scheduleId,
            @ModelAttribute("form") BackfillForm form,
            @ModelAttribute("base") String base,
            HttpServletResponse response,
            Model model) {
        ScheduleSnapshot schedule = addSchedule(key(namespace, scheduleId), base, model);
        try {
            Backfill wanted = form.request(text, ScheduleWords.zone(schedule.zone()), false);
            int count = backfills
                    .backfill(key(namespace, scheduleId), wanted)
                    .firings()
                    .size();
            return SchedulePageController.shown(base, scheduleId, "backfilled&count=" + count);
        } catch (ProblemException problem) {
            FormProblems.show(problem, response, model);
            return VIEW;
        }
    }

    private ScheduleSnapshot addSchedule(ScheduleKey key, String base, Model model) {
        ScheduleSnapshot schedule = schedules.find(key).snapshot();
        model.addAttribute("schedule", schedule);
        model.addAttribute("self", SchedulePageController.address(base, schedule.scheduleId()));
        return schedule;
    }

    private static ScheduleKey key(NamespaceId namespace, String scheduleId) {
        return new ScheduleKey(namespace.value(), scheduleId);
    }
}
