package dev.kagzi.server.console;

import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.schedule.Schedules;
import dev.kagzi.server.web.PageRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** The schedules of a namespace, by name. */
@ConsoleController
class ScheduleListController {

    private final Schedules schedules;
    private final DatabaseClock clock;

    ScheduleListController(Schedules schedules, DatabaseClock clock) {
        this.schedules = schedules;
        this.clock = clock;
    }

    @GetMapping("/schedules")
    String listSchedules(
            NamespaceId namespace,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            @ModelAttribute("base") String base,
            Model model) {
        Page<ScheduleSnapshot> page = schedules.list(
                namespace.value(), PageRequest.of(List.of("console-schedules", namespace), null, cursor));
        PageModel.add(model, "schedules", page, cursor, new Address(base + "/schedules", Map.of()));
        model.addAttribute("now", clock.now());
        return "schedules";
    }
}
