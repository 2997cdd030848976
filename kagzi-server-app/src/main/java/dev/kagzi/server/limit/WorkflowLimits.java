package dev.kagzi.server.limit;

import dev.kagzi.protocol.OnLimit;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.Throttle;
import dev.kagzi.protocol.json.PropertyPath;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a workflow that hold now.
 *
 * @param concurrencyKey property path of the input
 */
public record WorkflowLimits(
        @Nullable Integer concurrency,
        @Nullable String concurrencyKey,
        OnLimit onLimit,
        @Nullable Throttle throttle) {

    static final WorkflowLimits NONE = new WorkflowLimits(null, null, OnLimit.WAIT, null);

    /** Whether there is anything that can hold a run back. */
    public boolean isAny() {
        return concurrency != null || throttle != null;
    }

    /** Whether a start has to say what its key is, since its input cannot be read. */
    public boolean needsKey(@Nullable Payload input, @Nullable String given) {
        return isAny() && concurrencyKey != null && given == null && input != null && input.isEncoded();
    }

    /**
     * What a run of this input goes by; null where there are no limits.
     *
     * @param given in place of what the input says, where it cannot be read
     */
    public @Nullable String keyOf(@Nullable Payload input, @Nullable String given) {
        if (!isAny()) {
            return null;
        }
        if (concurrencyKey == null) {
            return "";
        }
        return input != null && input.isEncoded()
                ? Objects.requireNonNullElse(given, "")
                : PropertyPath.of(concurrencyKey).valueIn(input);
    }

    boolean hasKeysOf(WorkflowLimits other) {
        return isAny() == other.isAny() && Objects.equals(concurrencyKey, other.concurrencyKey);
    }
}
