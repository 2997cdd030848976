package dev.kagzi.chaos.load;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Appends one line per fact: what, CLOCK_MONOTONIC, wall clock in milliseconds, then the fact. A line is with the kernel when the
 * call returns, so it survives SIGKILL; only the machine could lose it, and that is not among the faults.
 */
final class LedgerWriter {

    /** No channel: an interrupt would close that under everybody else. */
    private final OutputStream file;

    private final AtomicLong executions = new AtomicLong();

    LedgerWriter(Path path) throws IOException {
        file = new FileOutputStream(path.toFile(), true);
    }

    /** The workflow method is entered; gives the number of this pass through it. */
    long entered(String run, int runAttempt) {
        long execution = executions.incrementAndGet();
        write("ENTER", execution, run, runAttempt);
        return execution;
    }

    void write(String what, Object... fact) {
        writeAt(System.nanoTime(), what, fact);
    }

    void writeAt(long nanos, String what, Object... fact) {
        String line = Arrays.stream(fact)
                .map(part -> part.toString().replace(' ', '_').replace('\n', '_'))
                .collect(Collectors.joining(" ", what + " " + nanos + " " + System.currentTimeMillis() + " ", "\n"));
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        try {
            synchronized (file) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The ledger cannot be written; nothing can be proved without it", e);
        }
    }
}
