package dev.kagzi.server.database.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL that a killed JVM has left running, or the {@code postmaster.pid} it has left lying. Only called by the one
 * who has taken the directory: whatever runs on it then is an orphan.
 */
final class Postmaster {

    private static final Logger log = LoggerFactory.getLogger(Postmaster.class);
    private static final Duration FAST_STOP = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(10);

    /** No process has it, and yet PostgreSQL reads it as a process id. */
    private static final String NO_PROCESS = String.valueOf(Integer.MAX_VALUE);

    private Postmaster() {}

    /** Leaves the cluster so that a new PostgreSQL can start on it. */
    static void stopOrphan(Path cluster) throws IOException {
        Path file = cluster.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        List<String> lines = Files.readAllLines(file);
        Optional<ProcessHandle> process = process(lines);
        if (process.isEmpty()) {
            return; // PostgreSQL itself copes with the file of a process that is gone.
        }
        if (isPostgresOf(process.get(), cluster, lines)) {
            stop(process.get(), cluster);
        }
        disown(file, lines);
    }

    /** Waits for a PostgreSQL that has been told to stop: on a busy machine that takes longer than its library waits. */
    static void awaitStop(Path cluster) throws IOException {
        Path file = cluster.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        List<String> lines = Files.readAllLines(file);
        Optional<ProcessHandle> process = process(lines).filter(found -> isPostgresOf(found, cluster, lines));
        if (process.isPresent() && !awaitExit(process.get())) {
            throw new IOException("the PostgreSQL with the process id %d is still stopping"
                    .formatted(process.get().pid()));
        }
    }

    private static Optional<ProcessHandle> process(List<String> lines) {
        try {
            return lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.get(0).strip())).filter(ProcessHandle::isAlive);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean isPostgresOf(ProcessHandle process, Path cluster, List<String> lines) {
        ProcessHandle.Info found = process.info();
        boolean postgres = found.command()
                .map(command -> Path.of(command).getFileName().toString().startsWith("postgres"))
                .orElse(false);
        return postgres
                && found.arguments()
                        .map(arguments -> Arrays.asList(arguments).contains(cluster.toString()))
                        .orElseGet(() -> startedWhenTheFileSays(found, lines));
    }

    /** For systems that do not show the arguments of a process. */
    private static boolean startedWhenTheFileSays(ProcessHandle.Info found, List<String> lines) {
        if (lines.size() < 3 || found.startInstant().isEmpty()) {
            return false;
        }
        Instant written = Instant.ofEpochSecond(Long.parseLong(lines.get(2).strip()));
        return Duration.between(found.startInstant().get(), written).abs().compareTo(CLOCK_TOLERANCE) < 0;
    }

    private static void stop(ProcessHandle orphan, Path cluster) throws IOException {
        log.warn(
                "A server that was killed left its PostgreSQL running; it is stopped and started anew. pid={} directory={}",
                orphan.pid(),
                cluster);
        askToStop(orphan);
        if (!awaitExit(orphan)) {
            orphan.destroyForcibly();
            if (!awaitExit(orphan)) {
                throw new IOException(
                        "the PostgreSQL with the process id %d cannot be stopped".formatted(orphan.pid()));
            }
        }
    }

    /** SIGINT is PostgreSQL's fast stop: it ends its sessions first, where SIGTERM would wait for them. */
    private static void askToStop(ProcessHandle orphan) throws IOException {
        if (System.getProperty("os.name").startsWith("Windows")) {
            orphan.destroy();
        } else {
            new ProcessBuilder("sh", "-c", "kill -INT " + orphan.pid()).start();
        }
    }

    private static boolean awaitExit(ProcessHandle process) throws IOException {
        long deadline = System.nanoTime() + FAST_STOP.toNanos();
        while (isRunning(process) && System.nanoTime() < deadline) {
            try {
                process.onExit().get(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                log.trace("A PostgreSQL is still there. pid={}", process.pid());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while a PostgreSQL was stopping", e);
            }
        }
        return !isRunning(process);
    }

    /** A process that has ended stays in the list until its parent asks for it, which some containers never do. */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    /**
     * The process id has gone to a stranger since, or to nobody but is still listed, and PostgreSQL would take it for a
     * server of its own. The file stays, under a process id that nobody has, because PostgreSQL looks in it for sessions that
     * outlive their server.
     */
    private static void disown(Path file, List<String> lines) throws IOException {
        if (!Files.exists(file)) {
            return; // Its PostgreSQL has cleaned up.
        }
        log.debug("Disowned a postmaster.pid whose process is not its PostgreSQL. file={} pid={}", file, lines.get(0));
        String rest = String.join("\n", lines.subList(1, lines.size()));
        Files.writeString(file, NO_PROCESS + "\n" + rest + "\n");
    }
}
