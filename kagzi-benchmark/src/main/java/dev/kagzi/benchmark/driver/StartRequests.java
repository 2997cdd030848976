package dev.kagzi.benchmark.driver;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeoutException;

/** Sends starts of one run each over connections that are kept: as fast as they are answered, or on a schedule whatever the answers. */
final class StartRequests implements AutoCloseable {

    private static final int ACCEPTED = 201;
    private static final int REFUSED = 429;
    private static final long LONGEST_SECONDS = 120;

    private final HttpLoop loop;
    private final Deque<HttpConnection> free = new ArrayDeque<>();
    private int connections;
    private int number;
    private long accepted;

    StartRequests(String serverUrl) throws IOException {
        this.loop = new HttpLoop(serverUrl);
    }

    /** Runs that have been accepted so far. */
    long accepted() {
        return accepted;
    }

    /** Accepted starts per second of this many clients, each of which sends the next one when it has its answer. */
    double closedLoop(int clients, double seconds) throws IOException, TimeoutException {
        connect(clients);
        long before = accepted;
        long begun = System.nanoTime();
        long end = begun + (long) (seconds * 1e9);
        while (System.nanoTime() - end < 0) {
            while (connections - free.size() < clients) {
                send(free.pop(), System.nanoTime(), new OfferedStarts());
            }
            loop.turn(1);
        }
        double rate = (accepted - before) * 1e9 / (System.nanoTime() - begun);
        awaitAnswers();
        return rate;
    }

    /**
     * Sends starts at this rate, each when it is due or as soon as a connection is free after that. Those that find none until the end
     * are never sent.
     */
    OfferedStarts openLoop(double perSecond, double seconds) throws IOException, TimeoutException {
        OfferedStarts starts = new OfferedStarts();
        long begun = System.nanoTime();
        double elapsed = 0;
        long sent = 0;
        while (elapsed < seconds) {
            for (; sent < elapsed * perSecond && !free.isEmpty(); sent++) {
                send(free.pop(), begun + (long) (sent * 1e9 / perSecond), starts);
            }
            loop.turn(1);
            elapsed = (System.nanoTime() - begun) / 1e9;
        }
        starts.ended((long) (elapsed * perSecond), sent, elapsed);
        return starts;
    }

    /** Until nothing is on its way. */
    void awaitAnswers() throws IOException, TimeoutException {
        loop.turnUntil(() -> free.size() == connections, LONGEST_SECONDS, "answer to each start");
    }

    /** Opens connections, until there are so many. */
    void connect(int most) throws IOException {
        for (; connections < most; connections++) {
            free.push(loop.connect());
        }
    }

    private void send(HttpConnection connection, long dueNanos, OfferedStarts starts) throws IOException {
        String request = "{\"workflow\":\"%s\",\"input\":%d}".formatted(OneStep.NAME, number++);
        connection.post("/api/v1/runs", request, answer -> {
            free.push(connection);
            long nanos = System.nanoTime() - dueNanos;
            if (answer.status() == REFUSED) {
                starts.refused(nanos);
            } else {
                answer.expect(ACCEPTED);
                starts.accepted(nanos);
                accepted++;
            }
        });
    }

    @Override
    public void close() throws IOException {
        loop.close();
    }
}
