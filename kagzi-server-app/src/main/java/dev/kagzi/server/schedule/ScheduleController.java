package dev.kagzi.server.schedule;

import dev.kagzi.protocol.Backfill;
import dev.kagzi.protocol.BackfillResult;
import dev.kagzi.protocol.FiringSnapshot;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.SaveSchedule;
import dev.kagzi.protocol.SchedulePreview;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.server.namespace.Enabled;
import dev.kagzi.server.namespace.NamespaceId;
import dev.kagzi.server.schedule.Schedules.Saved;
import dev.kagzi.server.web.FreshIds;
import dev.kagzi.server.web.IfMatch;
import dev.kagzi.server.web.PageRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;

@RestController
@RequestMapping(ScheduleController.PATH)
class ScheduleController {

    static final String PATH = "/api/v1/schedules";

    private final Schedules schedules;
    private final Triggers triggers;
    private final Backfills backfills;
    private final SchedulePreviews previews;

    ScheduleController(Schedules schedules, Triggers triggers, Backfills backfills, SchedulePreviews previews) {
        this.schedules = schedules;
        this.triggers = triggers;
        this.backfills = backfills;
        this.previews = previews;
    }

    /**
     * Lists the schedules by name, without inputs.
     *
     * @param limit at most so many items, from 1 to 200; 50 without it
     * @param cursor the nextCursor of the page before
     */
    @GetMapping
    Page<ScheduleSnapshot> listSchedules(
            NamespaceId namespace,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        return schedules.list(namespace.value(), PageRequest.of(List.of("schedules", namespace), limit, cursor));
    }

    /** Creates a schedule, which fires from now on. A repeat with the same content finds the schedule that is there. */
    @PostMapping
    ResponseEntity<ScheduleSnapshot> createSchedule(NamespaceId namespace, @RequestBody SaveSchedule request) {
        Saved saved = schedules.create(namespace.value(), request);
        URI location = URI.create(PATH + "/" + UriUtils.encode(saved.snapshot().scheduleId(), StandardCharsets.UTF_8));
        ResponseEntity.BodyBuilder answer = saved.created() ? ResponseEntity.created(location) : ResponseEntity.ok();
        return answer.eTag(IfMatch.etag(saved.version())).body(saved.snapshot());
    }

    /** Shows a schedule. Its ETag is what a change goes back to. */
    @GetMapping("/{scheduleId}")
    ResponseEntity<ScheduleSnapshot> getSchedule(NamespaceId namespace, @PathVariable("scheduleId") String scheduleId) {
        return answer(schedules.find(key(namespace, scheduleId)));
    }

    /**
     * Changes a schedule to what the request says. It takes effect from now on: what was due before is fired as it was. A schedule that
     * code declares keeps the change when its application starts anew.
     *
     * @param ifMatch the ETag of the answer that the change goes back to, or '*'
     */
    @PutMapping("/{scheduleId}")
    ResponseEntity<ScheduleSnapshot> updateSchedule(
            NamespaceId namespace,
            @PathVariable("scheduleId") String scheduleId,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody SaveSchedule request) {
        return answer(schedules.update(key(namespace, scheduleId), request, new IfMatch(ifMatch)));
    }

    /** Deletes a schedule and its firings; its runs stay. One that code declares cannot be deleted, but paused. */
    @DeleteMapping("/{scheduleId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteSchedule(NamespaceId namespace, @PathVariable("scheduleId") String scheduleId) {
        schedules.delete(key(namespace, scheduleId));
    }

    /** Pauses a schedule: nothing is fired until it is resumed. */
    @PostMapping("/{scheduleId}/pause")
    ResponseEntity<ScheduleSnapshot> pauseSchedule(
            NamespaceId namespace, @PathVariable("scheduleId") String scheduleId) {
        return answer(schedules.pause(key(namespace, scheduleId)));
    }

    /** Resumes a schedule: it fires from now on, and what was due meanwhile is left out. */
    @PostMapping("/{scheduleId}/resume")
    ResponseEntity<ScheduleSnapshot> resumeSchedule(
            NamespaceId namespace, @PathVariable("scheduleId") String scheduleId) {
        return answer(schedules.resume(key(namespace, scheduleId)));
    }

    /** Starts a run of a schedule now, paused or not, and whatever runs of it are not finished. */
    @PostMapping("/{scheduleId}/trigger")
    ResponseEntity<RunSnapshot> triggerSchedule(
            @Enabled NamespaceId namespace, FreshIds ids, @PathVariable("scheduleId") String scheduleId) {
        RunSnapshot run = triggers.trigger(key(namespace, scheduleId), ids.next());
        return Boolean.TRUE.equals(run.created())
                ? ResponseEntity.created(URI.create("/api/v1/runs/" + run.runId()))
                        .body(run)
                : ResponseEntity.ok(run);
    }

    /**
     * Makes up the firings of a time that is past and have started no run, at most 1,000: one after the other unless the schedule allows
     * overlaps, and at most 10 a second.
     */
    @PostMapping("/{scheduleId}/backfill")
    ResponseEntity<BackfillResult> backfillSchedule(
            @Enabled NamespaceId namespace,
            @PathVariable("scheduleId") String scheduleId,
            @RequestBody Backfill request) {
        ScheduleKey key = key(namespace, scheduleId);
        return Boolean.TRUE.equals(request.dryRun())
                ? ResponseEntity.ok(backfills.preview(key, request))
                : ResponseEntity.accepted().body(backfills.backfill(key, request));
    }

    /**
     * Lists the firings of a schedule, newest first. They are kept as long as finished runs are.
     *
     * @param limit at most so many items, from 1 to 200; 50 without it
     * @param cursor the nextCursor of the page before
     */
    @GetMapping("/{scheduleId}/firings")
    Page<FiringSnapshot> listFirings(
            NamespaceId namespace,
            @PathVariable("scheduleId") String scheduleId,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        return schedules.firings(
                key(namespace, scheduleId), PageRequest.of(List.of("firings", namespace, scheduleId), limit, cursor));
    }

    /**
     * Says when a schedule would fire, and where a change of the clocks makes a firing fall out or its local time occur twice.
     *
     * @param cron 5 fields, or 6 with seconds first
     * @param zone in whose local time the fields are; UTC without it
     * @param count how many firings, from 1 to 100; 10 without it
     * @param from the first instant that counts; now without it
     */
    @GetMapping("/preview")
    SchedulePreview previewSchedule(
            @RequestParam(name = "cron") String cron,
            @RequestParam(name = "zone", defaultValue = ScheduleRules.UTC) String zone,
            @RequestParam(name = "count", defaultValue = "10") int count,
            @RequestParam(name = "from", required = false) @Nullable Instant from) {
        return previews.preview(cron, zone, count, from);
    }

    private static ScheduleKey key(NamespaceId namespace, String scheduleId) {
        return new ScheduleKey(namespace.value(), scheduleId);
    }

    private static ResponseEntity<ScheduleSnapshot> answer(Saved saved) {
        return ResponseEntity.ok().eTag(IfMatch.etag(saved.version())).body(saved.snapshot());
    }
}
