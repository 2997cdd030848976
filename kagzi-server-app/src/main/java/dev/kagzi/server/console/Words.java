package dev.kagzi.server.console;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.LimitSource;
import dev.kagzi.protocol.OnLimit;
import dev.kagzi.protocol.RetryOffer;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.RunTransition;
import dev.kagzi.protocol.RunTransition.Actor;
import dev.kagzi.protocol.WaitingFor;
import dev.kagzi.protocol.WorkerSnapshot;
import dev.kagzi.protocol.WorkflowSnapshot.Stats;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What is shown, in words. Templates know it as {@code words}. */
@Component("words")
public class Words {

    /** The name of a status or another of a few words, as in {@code Needs attention}. */
    public String word(Enum<?> word) {
        String lower = word.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return Character.toUpperCase(lower.charAt(0)) + lower.substring(1);
    }

    /** What the run is doing, in a sentence. */
    public String state(RunSnapshot run) {
        WaitingFor waiting = run.waitingFor();
        if (run.ending() != null && !run.status().isFinal()) {
            return "Undoing what it has done; then it will be "
                    + word(run.ending()).toLowerCase(Locale.ROOT);
        }
        return switch (run.status()) {
            case PENDING -> waiting == null ? "Queued" : pending(waiting);
            case RUNNING -> "A worker is executing it";
            case WAITING -> waiting == null ? "Waits" : waiting(waiting);
            case COMPLETED -> "It has completed";
            case FAILED -> "It has failed for good";
            case CANCELLED -> "It was cancelled";
            case NEEDS_ATTENTION -> "It continues when somebody retries it";
        };
    }

    private static String pending(WaitingFor waiting) {
        return switch (waiting.kind()) {
            case START_TIME -> "Its start time has not come yet";
            case CONCURRENCY -> "Held back: as many runs as its workflow may have at once are under way";
            case THROTTLE -> "Held back: as many runs as its workflow may begin in a time have begun";
            default -> "Queued for a worker";
        };
    }

    private static String waiting(WaitingFor waiting) {
        String step = waiting.name() == null ? "" : " '" + waiting.name() + "'";
        return switch (waiting.kind()) {
            case SLEEP -> "Sleeps in" + step;
            case EVENT -> "Waits for the event" + step;
            case CHILD -> "Waits for the child run of" + step;
            case RETRY -> "Waits for the next attempt of" + step;
            default -> "Waits";
        };
    }

    /** Why the run changed, where that is not said by what it became; what a caller gave as reason stays as it is. */
    public String reason(RunTransition transition) {
        String reason = transition.reason() == null ? "" : transition.reason();
        if (transition.actor() == Actor.CLIENT) {
            return visible(reason);
        }
        return switch (reason) {
            case "COMPLETED", "FAILED", "NEEDS_ATTENTION", "CANCELLED" -> "";
            case "WAITING" -> transition.to() == RunStatus.WAITING ? "" : "What it waited for was there already";
            case "RELEASED" -> "Its worker gave it back";
            case "EXPIRED" -> "Its worker was not heard of";
            case "TIMED_OUT" -> "Its deadline had come";
            default -> visible(reason);
        };
    }

    /** As in {@code 1 h 2 min}: the two largest units that say something. */
    public String duration(@Nullable Duration duration) {
        if (duration == null) {
            return "–";
        }
        long millis = duration.toMillis();
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return "%.1f s".formatted(millis / 1_000.0);
        }
        long seconds = millis / 1_000;
        if (seconds < 3_600) {
            return two(seconds / 60, "min", seconds % 60, "s");
        }
        return seconds < 86_400
                ? two(seconds / 3_600, "h", seconds % 3_600 / 60, "min")
                : two(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h");
    }

    /** The same of so many seconds. */
    public String seconds(double seconds) {
        return duration(Duration.ofMillis(Math.round(seconds * 1_000)));
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }

    /** How long something took; how long so far has to be asked of the page, which knows the time. */
    public String took(@Nullable Instant from, @Nullable Instant to) {
        return from == null || to == null ? "–" : duration(Duration.between(from, to));
    }

    /** A number that was counted up to a bound. */
    public String count(long count, long bound) {
        return count >= bound ? "%,d+".formatted(bound) : "%,d".formatted(count);
    }

    public String bytes(long bytes) {
        return bytes < 1024
                ? bytes + " B"
                : bytes < 1024 * 1024 ? "%.1f KiB".formatted(bytes / 1024.0) : "%.1f MiB".formatted(bytes / 1048576.0);
    }

    /** The failure on one line. */
    public String failure(@Nullable Failure failure) {
        if (failure == null) {
            return "";
        }
        String type = failure.type().substring(failure.type().lastIndexOf('.') + 1);
        return PayloadText.visible(failure.message() == null ? type : type + ": " + failure.message());
    }

    /** How many of those that are finished have completed, as in {@code 98.4 %}. */
    public String success(Stats stats) {
        int finished = stats.completed() + stats.failed();
        return finished == 0 ? "–" : "%.1f %%".formatted(100.0 * stats.completed() / finished);
    }

    /** Where a limit comes from. */
    public String source(LimitSource source) {
        return switch (source) {
            case API -> "set at run time";
            case CONFIGURATION -> "configuration of the application";
            case ANNOTATION -> "annotation";
        };
    }

    /** What becomes of a start beyond a limit. */
    public String onLimit(OnLimit onLimit) {
        return switch (onLimit) {
            case WAIT -> "The new run waits";
            case CANCEL_RUNNING -> "The oldest run that has a place is cancelled";
            case REJECT -> "The start is refused";
        };
    }

    /** As in {@code 3 attempts, 1.0 s apart, each time × 2 up to 1 min}. */
    public String retry(@Nullable RetryOffer retry) {
        if (retry == null) {
            return "–";
        }
        if (retry.maxAttempts() == 1) {
            return "one attempt";
        }
        String attempts = retry.maxAttempts() == Integer.MAX_VALUE ? "unlimited" : String.valueOf(retry.maxAttempts());
        String growth = retry.multiplier() == 1
                ? ""
                : ", each time × %s up to %s"
                        .formatted(
                                BigDecimal.valueOf(retry.multiplier())
                                        .stripTrailingZeros()
                                        .toPlainString(),
                                duration(retry.maxBackoff()));
        return "%s attempts, %s apart%s".formatted(attempts, duration(retry.backoff()), growth);
    }

    /** A number of things, as in {@code 1 worker} and {@code 2 workers}. */
    public String number(long number, String thing) {
        return "%,d %s%s".formatted(number, thing, number == 1 ? "" : "s");
    }

    /** What this status means, in a sentence. */
    public String workerState(WorkerSnapshot worker) {
        return switch (worker.status()) {
            case ONLINE -> "It takes runs";
            case DRAINING ->
                worker.held() == 0 ? "It takes no runs and holds none: it can be stopped" : "It takes no further runs";
            case OFFLINE ->
                worker.held() == 0
                        ? "It has not been seen for two lease durations"
                        : "It has not been seen for two lease durations; what it holds goes to others";
        };
    }

    /** A name as one part of the path of an address. */
    public String segment(String name) {
        return Address.segment(name);
    }

    /** Text from outside, with what cannot be seen as its escape. */
    public String visible(@Nullable String text) {
        return text == null ? "" : PayloadText.visible(text);
    }
}
