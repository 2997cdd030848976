package dev.kagzi.server.run;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Who watches what.
 *
 * @param <K> what is watched
 * @param <W> a watcher
 */
final class Watchers<K, W> {

    private final Map<K, Set<W>> watchers = new ConcurrentHashMap<>();

    void add(K key, W watcher) {
        watchers.compute(key, (k, before) -> {
            Set<W> all = before == null ? ConcurrentHashMap.newKeySet() : before;
            all.add(watcher);
            return all;
        });
    }

    void remove(K key, W watcher) {
        watchers.computeIfPresent(key, (k, all) -> {
            all.remove(watcher);
            return all.isEmpty() ? null : all;
        });
    }

    Collection<W> of(K key) {
        return watchers.getOrDefault(key, Set.of());
    }

    Stream<W> all() {
        return watchers.values().stream().flatMap(Set::stream);
    }

    /** What is watched, at any time. */
    Set<K> keys() {
        return watchers.keySet();
    }
}
