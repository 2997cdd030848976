package dev.kagzi.chaos.nemesis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A packaged jar, running. */
final class JavaProcess {

    private final String name;
    private final Process process;
    private volatile boolean paused;

    private JavaProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /** Starts {@code java -jar <jar> <arguments>}; its output goes to {@code <name>.log}. */
    static JavaProcess start(String name, Path directory, Path jar, List<String> arguments) {
        return start(name, directory, jar, Map.of(), arguments);
    }

    /** The same with system properties. */
    static JavaProcess start(
            String name, Path directory, Path jar, Map<String, String> properties, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve(name + ".log").toFile())
                    .start();
            return new JavaProcess(name, process);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot start " + name + ": " + String.join(" ", command), e);
        }
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    boolean running() {
        return alive() && !paused;
    }

    /** SIGKILL: nothing in the process gets to know. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGTERM, as an operator or a platform would: it stops in its own time. False when that took too long. */
    boolean stop(long millis) {
        process.destroy();
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void pause() {
        paused = true;
        Signals.send("STOP", pid());
    }

    void resume() {
        Signals.send("CONT", pid());
        paused = false;
    }
}
