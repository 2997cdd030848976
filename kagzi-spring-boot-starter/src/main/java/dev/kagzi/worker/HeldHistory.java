package dev.kagzi.worker;

import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.replay.History;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The history of a run while it is held: as it was handed over, grown by what its own calls and the server add. */
final class HeldHistory {

    private final Monitor monitor;
    private final Monitor.Waiters told;
    private final Map<StepKey, HistoryStep> early = new HashMap<>();
    private final List<StepKey> resolved = new ArrayList<>();
    private @Nullable History history;

    /** @param told who waits for outcomes */
    HeldHistory(Monitor monitor, Monitor.Waiters told) {
        this.monitor = monitor;
        this.told = told;
    }

    /** All of it is here. What has resolved meanwhile is newer. */
    void begin(History loaded) {
        monitor.change(() -> {
            early.values().forEach(loaded::resolve);
            early.clear();
            history = loaded;
        });
    }

    /** Takes note of the outcome of an open wait; says whether it is news, for the same one may come several times. */
    boolean resolve(HistoryStep outcome) {
        boolean news = monitor.get(() -> history == null
                ? !outcome.equals(early.put(outcome.step(), outcome))
                : history.resolve(outcome) && resolved.add(outcome.step()));
        if (news) {
            told.update(() -> {});
        }
        return news;
    }

    /** Takes up what a call of the run's own code has come to. */
    void record(HistoryStep step) {
        monitor.change(() -> loaded().record(step));
    }

    /** The steps whose waits have ended since this was asked last. */
    List<StepKey> takeResolved() {
        return monitor.get(() -> {
            List<StepKey> taken = List.copyOf(resolved);
            resolved.clear();
            return taken;
        });
    }

    /** The step, once it does not wait. */
    @Nullable HistoryStep resolved(StepKey key) {
        HistoryStep step = step(key);
        return step == null || History.isOpen(step) ? null : step;
    }

    /** The step as it stands, or {@code null} when nothing of it is recorded. */
    @Nullable HistoryStep step(StepKey key) {
        return monitor.get(() -> loaded().step(key));
    }

    /** Works with the history while nobody else does. */
    <T extends @Nullable Object> T use(Function<History, T> work) {
        return monitor.get(() -> work.apply(loaded()));
    }

    private History loaded() {
        return Objects.requireNonNull(history, "The history is not here yet");
    }
}
