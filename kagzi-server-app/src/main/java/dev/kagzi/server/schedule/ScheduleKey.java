package dev.kagzi.server.schedule;

import java.util.UUID;

/** What a schedule is known by on all servers. */
public record ScheduleKey(UUID namespaceId, String scheduleId) {}
