package dev.kagzi.benchmark.driver;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;

/** Many workers that have nothing to do, and a client that gives one of them a run now and then. */
final class IdleWorkers implements IdleWorker.Listener, AutoCloseable {

    private static final String RUNS = "/api/v1/runs";
    private static final int OPENED_AT_ONCE = 4;
    private static final long LONGEST_SECONDS = 300;
    private static final Duration SLEEP = Duration.ofMillis(100);

    private final HttpLoop loop;
    private final HttpConnection client;
    private int wanted;
    private int begun;
    private int opened;
    private int started;
    private int received;
    private long receivedNanos;
    private int completed;
    private int unavailable;

    IdleWorkers(String serverUrl) throws IOException {
        this.loop = new HttpLoop(serverUrl);
        this.client = loop.connect();
    }

    /** Opens further ones, until there are so many with an open poll each. */
    void openUpTo(int count) throws IOException, TimeoutException {
        wanted = count;
        while (begun < Math.min(wanted, opened + OPENED_AT_ONCE)) {
            openNext();
        }
        loop.turnUntil(() -> opened == wanted, LONGEST_SECONDS, "session for each of " + wanted + " workers");
    }

    private void openNext() throws IOException {
        int firstWait = 1 + begun++ % IdleWorker.WAIT_SECONDS;
        new IdleWorker(loop.connect(), firstWait, this).open();
    }

    @Override
    public void opened() throws IOException {
        opened++;
        if (begun < wanted) {
            openNext();
        }
    }

    @Override
    public void received(int number, long nanos) {
        if (number != started || received != started - 1) {
            throw new IllegalStateException("Run %d came when %d of %d had come: to two polls, or to a late one"
                    .formatted(number, received, started));
        }
        received++;
        receivedNanos = nanos;
    }

    @Override
    public void completed() {
        completed++;
    }

    @Override
    public void unavailable() {
        unavailable++;
    }

    /** Starts a run, and returns how long it took until a poll was answered with it; that worker is free again. */
    long pickUpNanos() throws IOException, TimeoutException {
        long begin = System.nanoTime();
        start("");
        return receivedNanos - begin;
    }

    /** Starts a run that is due a little later, and returns how long after that a poll was answered with it. */
    long wakeUpNanos() throws IOException, TimeoutException {
        Instant now = Instant.now();
        long due = System.nanoTime() + SLEEP.toNanos();
        start(",\"startAt\":\"" + now.plus(SLEEP) + "\"");
        return receivedNanos - due;
    }

    private void start(String when) throws IOException, TimeoutException {
        client.post(
                RUNS,
                "{\"workflow\":\"%s\",\"input\":%d%s}".formatted(IdleWorker.WORKFLOW, ++started, when),
                answer -> answer.expect(201));
        loop.turnUntil(
                () -> completed == started && client.isFree(), LONGEST_SECONDS, "end of the run that was started");
    }

    /** Goes on polling for this time. */
    void idle(double seconds) throws IOException {
        loop.turnFor(seconds);
    }

    /** Requests that the server had no connection to its database for, so far. */
    int unavailableSoFar() {
        return unavailable;
    }

    int started() {
        return started;
    }

    @Override
    public void close() throws IOException {
        loop.close();
    }
}
