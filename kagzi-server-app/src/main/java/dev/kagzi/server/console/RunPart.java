package dev.kagzi.server.console;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StepSnapshot;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A payload of a run or of one of its steps. */
enum RunPart {
    INPUT,
    OUTPUT,
    PROGRESS;

    String parameter() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Nullable Payload of(RunSnapshot run) {
        return switch (this) {
            case INPUT -> run.input();
            case OUTPUT -> run.output();
            case PROGRESS -> run.progress();
        };
    }

    @Nullable Payload of(StepSnapshot step) {
        return switch (this) {
            case INPUT -> step.input();
            case OUTPUT -> step.output();
            case PROGRESS -> null;
        };
    }
}
