package dev.kagzi.benchmark.driver;

import java.sql.Connection;
import java.sql.SQLException;

/** A competitor as the drivers use it. */
interface Engine extends AutoCloseable {

    /** Enqueues the run with this number; it is durable when this returns. Called by many threads. */
    void enqueue(int number);

    /** Enqueues runs with one request or statement; false when the competitor has no such thing. */
    default boolean enqueueBatch(int firstNumber, int count) {
        return false;
    }

    /** Begins to execute what is enqueued. */
    void startWorker();

    /** Stops executing, so that runs can be enqueued alone. */
    void stopWorker();

    /** Starts a run and waits for its result. */
    void startAndAwait(int number);

    /** Whether any run has not ended well by now, by what the database or the competitor's own storage says. */
    boolean isAnyUnfinished(Connection database) throws SQLException;

    /** Runs whose result is stored and is the expected one, or that are known to have been executed. */
    long correct(Connection database) throws SQLException;

    /** Fills the database, as W5 has it. The worker is stopped, and runs have been executed before. */
    default void crowd(Crowd crowd) throws SQLException {
        throw new UnsupportedOperationException("Its storage cannot be filled like that");
    }

    @Override
    void close();
}
