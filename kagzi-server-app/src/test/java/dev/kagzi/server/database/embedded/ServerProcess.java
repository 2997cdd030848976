package dev.kagzi.server.database.embedded;

import dev.kagzi.server.KagziServerApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The server in a process of its own, which can be killed. */
final class ServerProcess implements AutoCloseable {

    private final Process process;
    private final Path output;

    private ServerProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static ServerProcess start(Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KagziServerApplication.class.getName(),
                "--server.port=0",
                "--management.server.port=0"));
        // It is on the class path of the tests alone.
        command.add("--springdoc.api-docs.enabled=false");
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new ServerProcess(process, output);
    }

    String awaitReady() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .failFast("the server has ended, see " + output, () -> !process.isAlive())
                .until(() -> output().contains("Kagzi is ready"));
        return output();
    }

    /** Waits for the end of the process. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("still running: " + output());
        }
        return process.exitValue();
    }

    /** As {@code kill -9}: nothing of the server's own gets to run. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitExit();
    }

    /** As {@code kill}: the server stops in its own time. */
    void stop() throws InterruptedException {
        process.destroy();
        awaitExit();
    }

    String url() {
        return output().replaceFirst("(?s).*Kagzi is ready: (http://\\S+).*", "$1");
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Never waits: who cares how it ends has asked before. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
