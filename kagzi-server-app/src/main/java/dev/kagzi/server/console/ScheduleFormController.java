package dev.kagzi.server.console;

import dev.kagzi.protocol.Overlap;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.ScheduleSnapshot.Source;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.schedule.ScheduleKey;
import dev.kagzi.server.schedule.Schedules;
import dev.kagzi.server.schedule.Schedules.Saved;
import dev.kagzi.server.web.IfMatch;
import dev.kagzi.server.worker.WorkflowRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Makes schedules, and changes what they are. */
@ConsoleController
class ScheduleFormController {

    private static final String VIEW = "schedule-form";
    private static final int WORKFLOWS = 200;

    private final Schedules schedules;
    private final ScheduleOutlooks outlooks;
    private final WorkflowRegistry workflows;
    private final TypedText text;

    ScheduleFormController(Schedules schedules, ScheduleOutlooks outlooks, WorkflowRegistry workflows, TypedText text) {
        this.schedules = schedules;
        this.outlooks = outlooks;
        this.workflows = workflows;
        this.text = text;
    }

    @GetMapping("/new-schedule")
    String newSchedule(
            NamespaceId namespace,
            @RequestParam(name = "workflow", required = false) @Nullable String workflow,
            @ModelAttribute("base") String base,
            Model model) {
        return form(namespace, ScheduleForm.empty(workflow), null, base, model);
    }

    @PostMapping("/schedules")
    String createSchedule(
            NamespaceId namespace,
            @ModelAttribute("form") ScheduleForm form,
            @ModelAttribute("base") String base,
            HttpServletResponse response,
            Model model) {
        try {
            Saved saved = schedules.create(namespace.value(), form.request(text, null));
            return SchedulePageController.shown(
                    base, saved.snapshot().scheduleId(), saved.created() ? "schedule-created" : "schedule-found");
        } catch (ProblemException problem) {
            FormProblems.show(problem, response, model);
            return form(namespace, form, null, base, model);
        }
    }

    @GetMapping("/schedules/{scheduleId}/edit")
    String editSchedule(
            NamespaceId namespace,
            @PathVariable("scheduleId") String scheduleId,
            @ModelAttribute("base") String base,
            Model model) {
        Saved saved = schedules.find(new ScheduleKey(namespace.value(), scheduleId));
        return form(namespace, ScheduleForm.of(saved.snapshot(), saved.version()), saved, base, model);
    }

    @PostMapping("/schedules/{scheduleId}")
    String updateSchedule(
            NamespaceId namespace,
            @PathVariable("scheduleId") String scheduleId,
            @ModelAttribute("form") ScheduleForm form,
            @ModelAttribute("base") String base,
            HttpServletResponse response,
            Model model) {
        ScheduleKey key = new ScheduleKey(namespace.value(), scheduleId);
        Saved saved = schedules.find(key);
        Payload input = saved.snapshot().input();
        try {
            // What is encoded stays as it was when the form was made, or the version is another one.
            schedules.update(
                    key,
                    form.request(text, input != null && input.isEncoded() ? input : null),
                    new IfMatch("\"" + form.version() + "\""));
            return SchedulePageController.shown(base, scheduleId, "schedule-saved");
        } catch (ProblemException problem) {
            FormProblems.show(inWordsOfTheForm(problem), response, model);
            return form(namespace, form, saved, base, model);
        }
    }

    private static ProblemException inWordsOfTheForm(ProblemException problem) {
        return problem.code() == ProblemCode.PRECONDITION_FAILED
                ? new ProblemException(
                        problem.code(),
                        "Somebody has changed the schedule since this form was made, and nothing was saved. Below is what you typed;"
                                + " reload the form to see the schedule as it is now.")
                : problem;
    }

    /** @param saved the schedule that is edited; null for a new one */
    private String form(NamespaceId namespace, ScheduleForm form, @Nullable Saved saved, String base, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("overlaps", Overlap.values());
        model.addAttribute("isNew", saved == null);
        if (saved != null) {
            Payload input = saved.snapshot().input();
            model.addAttribute("saved", saved.snapshot());
            model.addAttribute("isDeclared", saved.snapshot().source() == Source.ANNOTATION);
            model.addAttribute("encodedInput", input != null && input.isEncoded() ? PayloadText.of(input) : null);
            model.addAttribute(
                    "self",
                    SchedulePageController.address(base, saved.snapshot().scheduleId()));
        }
        model.addAttribute(
                "zones",
                ZoneId.getAvailableZoneIds().stream()
                        .filter(zone -> zone.contains("/") && !zone.startsWith("Etc/") && !zone.startsWith("SystemV/"))
                        .sorted()
                        .toList());
        model.addAttribute(
                "workflows",
                workflows.all(namespace.value()).stream()
                        .limit(WORKFLOWS)
                        .map(workflow -> workflow.name())
                        .toList());
        model.addAttribute("outlook", outlooks.of(form.cron(), form.zoneOrUtc()));
        return VIEW;
    }

    /** When a schedule like this would fire, or why it cannot. */
    @GetMapping("/schedule-preview")
    String previewSchedule(
            NamespaceId namespace,
            @RequestParam(name = "cron", required = false) @Nullable String cron,
            @RequestParam(name = "zone", required = false) @Nullable String zone,
            Model model) {
        model.addAttribute("outlook", outlooks.of(cron, ScheduleForm.zoneOrUtc(zone)));
        return "schedule-preview :: preview";
    }
}
