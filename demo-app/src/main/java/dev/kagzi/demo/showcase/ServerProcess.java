package dev.kagzi.demo.showcase;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server that runs as a process of its own. It outlives a demo that is killed, and the next demo finds it again by the
 * process id in {@code server.pid}.
 */
final class ServerProcess {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final Path home;
    private final ProcessHandle handle;

    private ServerProcess(Path home, ProcessHandle handle) {
        this.home = home;
        this.handle = handle;
    }

    static Path log(Path home) {
        return home.resolve("server.log");
    }

    /** The server that an earlier demo with the same {@code home} started and left running. */
    static Optional<ServerProcess> leftIn(Path home) {
        try {
            List<String> lines = Files.readAllLines(pidFile(home));
            return ProcessHandle.of(Long.parseLong(lines.get(0)))
                    .filter(ProcessHandle::isAlive)
                    .filter(handle -> startOf(handle).equals(lines.get(1)))
                    .map(handle -> new ServerProcess(home, handle));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    static ServerProcess start(Path jar, Path home, List<String> arguments) {
        try {
            Files.createDirectories(home);
            // From a copy: a build that replaces the jar must not pull it from under a running server.
            Path copy = Files.copy(jar, home.resolve("kagzi-server-app.jar"), StandardCopyOption.REPLACE_EXISTING);
            List<String> command = new ArrayList<>(List.of(java(), "-jar", copy.toString()));
            command.addAll(arguments);
            Process process = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log(home).toFile())
                    .start();
            ProcessHandle handle = process.toHandle();
            Files.write(pidFile(home), List.of(Long.toString(handle.pid()), startOf(handle)));
            return new ServerProcess(home, handle);
        } catch (IOException e) {
            throw new UncheckedIOException("The server of '" + jar + "' could not be started in '" + home + "'", e);
        }
    }

    /** Waits; {@code true} when the process has ended. */
    boolean endsWithin(Duration duration) {
        try {
            handle.onExit().get(duration.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !handle.isAlive();
        }
    }

    /** Stops it in an orderly way, and by force when that takes too long. */
    void stop() {
        handle.destroy();
        if (!endsWithin(STOP_TIMEOUT)) {
            handle.destroyForcibly();
        }
        try {
            Files.deleteIfExists(pidFile(home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path pidFile(Path home) {
        return home.resolve("server.pid");
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Tells a process from a later one with the same id. */
    private static String startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toString).orElse("unknown");
    }
}
