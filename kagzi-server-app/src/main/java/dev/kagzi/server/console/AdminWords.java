package dev.kagzi.server.console;

import dev.kagzi.protocol.ApiKey;
import dev.kagzi.protocol.KeyRole;
import dev.kagzi.server.web.Reach;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Namespaces, keys and the audit trail in words. Templates know it as {@code adminWords}. */
@Component("adminWords")
public class AdminWords {

    /** What a key with this role is for. */
    public String role(KeyRole role) {
        return switch (role) {
            case WORKER -> "executes runs: what an application with workflows needs";
            case CLIENT -> "starts runs, emits events, keeps schedules, acts on runs, and sees what a viewer sees";
            case VIEWER -> "sees runs, events, schedules, workflows and workers, and changes nothing";
            case ADMIN -> "all of the above, and namespaces, keys, limits, draining of workers and the audit trail";
        };
    }

    /** As in {@code shop, depot}, and {@code all namespaces}. */
    public String namespaces(List<String> names) {
        return names.contains(Reach.ALL) ? "all namespaces" : String.join(", ", names);
    }

    public boolean isAdmin(ApiKey key) {
        return key.roles().contains(KeyRole.ADMIN);
    }

    /** Whether the key is accepted. */
    public String status(ApiKey key, Instant now) {
        if (isExpired(key, now)) {
            return "Expired";
        }
        return key.oldSecretUntil() == null ? "Active" : "Active, old secret still valid";
    }

    /** The status of a run whose sign and colour stand for that. */
    public String sign(ApiKey key, Instant now) {
        return isExpired(key, now) ? "CANCELLED" : "COMPLETED";
    }

    private static boolean isExpired(ApiKey key, Instant now) {
        return key.expiresAt() != null && !now.isBefore(key.expiresAt());
    }

    /** How long something is kept, as a form takes it back: {@code 30d}, {@code 12h}. */
    public String retention(Duration retention) {
        return retained(retention);
    }

    static String retained(Duration duration) {
        long seconds = duration.toSeconds();
        if (duration.getNano() != 0 || seconds == 0) {
            return duration.toString();
        }
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** {@code createKey} as {@code create key}. */
    public String operation(String operation) {
        return operation.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    /** How a change was answered. */
    public String answer(@Nullable Integer status) {
        if (status == null) {
            return "Unknown";
        }
        if (status < 400) {
            return "Done";
        }
        return status < 500 ? "Refused" : "Failed";
    }

    /** The status of a run whose sign and colour stand for that. */
    public String answerSign(@Nullable Integer status) {
        if (status == null) {
            return "PENDING";
        }
        if (status < 400) {
            return "COMPLETED";
        }
        return status < 500 ? "CANCELLED" : "FAILED";
    }

    /** Why it was answered like that; empty where that goes without saying. */
    public String answerMeans(@Nullable Integer status) {
        if (status == null) {
            return "on its way, or its server or the database went away before the answer was noted";
        }
        return switch (status) {
            case 400, 422 -> "the request was not valid";
            case 403 -> "not allowed to whoever asked, or the namespace is disabled";
            case 404 -> "there was no such thing";
            case 409 -> "it conflicted with the current state";
            case 412 -> "somebody else had changed it meanwhile";
            case 428 -> "it did not say which version it changes";
            case 503 -> "the server could not do it just then, or could not tell";
            default -> status < 400 ? "" : status < 500 ? "the request was refused" : "the server's log says why";
        };
    }
}
