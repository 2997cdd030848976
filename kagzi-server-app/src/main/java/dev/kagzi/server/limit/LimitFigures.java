package dev.kagzi.server.limit;

/**
 * How far the limits of a workflow are used, of all values of its key together; each counted up to 100,000.
 *
 * @param inPlace runs that are claimed, or may be
 * @param begun first claims that count in the period that ends now, and runs that may be claimed first
 * @param waiting runs that are held back
 */
record LimitFigures(int inPlace, int begun, int waiting) {

    static final LimitFigures NONE = new LimitFigures(0, 0, 0);
}
