package dev.kagzi.server.openapi;

import io.swagger.v3.oas.models.tags.Tag;
import java.util.List;

/** The parts of the API. */
enum Tags {
    WORKER_PROTOCOL("/api/v1/worker/", "Worker protocol", "How workers get runs and report what became of them"),
    RUNS("/api/v1/runs", "Runs", "Start runs, look at them, change their course"),
    BULK("/api/v1/bulk", "Bulk jobs", "One change of many runs"),
    EVENTS("/api/v1/events", "Events", "What runs wait for, and what starts them"),
    SCHEDULES("/api/v1/schedules", "Schedules", "What starts runs by the clock"),
    WORKFLOWS("/api/v1/workflows", "Workflows", "What workers have registered"),
    WORKERS("/api/v1/workers", "Workers", "The processes that execute runs"),
    NAMESPACES("/api/v1/namespaces", "Namespaces", "Worlds of their own on one server"),
    KEYS("/api/v1/keys", "Keys", "Who may use the server, and for what"),
    AUDIT("/api/v1/audit", "Audit", "Who has asked for which change"),
    SERVER("/api/v1/", "Server", "The server itself, and figures for autoscalers");

    private final String prefix;
    private final String title;
    private final String description;

    Tags(String prefix, String title, String description) {
        this.prefix = prefix;
        this.title = title;
        this.description = description;
    }

    static String of(String path) {
        for (Tags tag : values()) {
            if (path.startsWith(tag.prefix)) {
                return tag.title;
            }
        }
        throw new IllegalStateException("No tag for '" + path + "'");
    }

    static List<Tag> all() {
        return List.of(values()).stream()
                .map(tag -> new Tag().name(tag.title).description(tag.description))
                .toList();
    }
}
