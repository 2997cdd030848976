package dev.kagzi.server.step;

/** A place in a run's history: after this position of this branch. */
record HistoryPosition(String branch, int position) {

    static final HistoryPosition START = new HistoryPosition("", 0);

    static HistoryPosition of(Step step) {
        String branch = step.key().branch();
        return new HistoryPosition(branch == null ? "" : branch, step.position());
    }

    /** @throws IllegalArgumentException when the text was not made by {@link #toString()} */
    static HistoryPosition parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("'" + text + "' is no place in a history");
        }
        return new HistoryPosition(text.substring(colon + 1), Integer.parseInt(text.substring(0, colon)));
    }

    @Override
    public String toString() {
        return position + ":" + branch;
    }
}
