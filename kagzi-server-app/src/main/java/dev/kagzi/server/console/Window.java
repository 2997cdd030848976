package dev.kagzi.server.console;

import java.time.Duration;

/** How far a chart looks back. */
public enum Window {
    HOUR("1 hour", Duration.ofMinutes(1), 60),
    DAY("1 day", Duration.ofMinutes(15), 96),
    WEEK("7 days", Duration.ofHours(2), 84);

    private final String text;
    private final Duration part;
    private final int parts;

    Window(String text, Duration part, int parts) {
        this.text = text;
        this.part = part;
        this.parts = parts;
    }

    /** In words. */
    public String text() {
        return text;
    }

    Duration part() {
        return part;
    }

    int parts() {
        return parts;
    }
}
