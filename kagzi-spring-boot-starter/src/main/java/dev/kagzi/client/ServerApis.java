package dev.kagzi.client;

import dev.kagzi.transport.EventsApi;
import dev.kagzi.transport.RunsApi;
import dev.kagzi.transport.SchedulesApi;

/** What a client asks of a server. */
public record ServerApis(RunsApi runs, EventsApi events, SchedulesApi schedules) {}
