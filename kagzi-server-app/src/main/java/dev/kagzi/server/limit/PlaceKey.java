package dev.kagzi.server.limit;

import java.util.Comparator;

/** What places are counted for: a workflow, by the name its runs are stored under, and a value of its key. */
record PlaceKey(String workflow, String key) implements Comparable<PlaceKey> {

    private static final Comparator<PlaceKey> ORDER =
            Comparator.comparing(PlaceKey::workflow).thenComparing(PlaceKey::key);

    @Override
    public int compareTo(PlaceKey other) {
        return ORDER.compare(this, other);
    }
}
