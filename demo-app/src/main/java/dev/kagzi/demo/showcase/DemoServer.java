package dev.kagzi.demo.showcase;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Makes sure that a server answers before anything else of the demo starts, and stops the one a demo has started after
 * everything else has stopped. A server that somebody else started is used and left alone.
 */
@Component
class DemoServer implements SmartLifecycle {

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final URI url;
    private final DemoSettings settings;
    private final ServerProbe probe;
    private @Nullable ServerProcess process;
    private volatile boolean running;

    DemoServer(@Value("${kagzi.url:http://localhost:7070}") URI url, DemoSettings settings, ServerProbe probe) {
        this.url = url;
        this.settings = settings;
        this.probe = probe;
    }

    @Override
    public void start() {
        Path home = settings.home();
        switch (probe.whoAnswersAt(url)) {
            case KAGZI -> reuse(home);
            case NOBODY -> startChild(home);
            case SOMETHING_ELSE ->
                throw new DemoServerException(
                        "Something answers at " + url + ", and it is not a Kagzi server.",
                        "Stop it, or give Kagzi another port: --kagzi.url=http://localhost:7170");
        }
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        if (process != null) {
            process.stop();
            process = null;
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** First to start, last to stop: the worker hands its runs back before its server goes. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }

    private void reuse(Path home) {
        Optional<ServerProcess> left = ServerProcess.leftIn(home);
        process = left.orElse(null);
        System.out.println("Using the Kagzi server at " + url
                + (left.isPresent() ? ", which an earlier demo left running." : "."));
    }

    private void startChild(Path home) {
        if (!THIS_MACHINE.contains(url.getHost())) {
            throw new DemoServerException(
                    "No Kagzi server answers at " + url + ", and the demo starts one on this machine only.",
                    "Start the server there, or take kagzi.url away.");
        }
        Path jar = settings.serverJarFile();
        if (!Files.isRegularFile(jar)) {
            throw new DemoServerException(
                    "No Kagzi server answers at " + url + ", and there is no jar to start one from at '" + jar + "'.",
                    "Build it: mvn -q -ntp -DskipTests package");
        }
        // An earlier demo's server that does not answer yet, or no longer, holds the data directory.
        ServerProcess.leftIn(home).ifPresent(ServerProcess::stop);
        System.out.println("Starting a Kagzi server at " + url);
        System.out.println("  log:  " + ServerProcess.log(home));
        System.out.println("  data: " + data(home));
        process = waitUntilReady(ServerProcess.start(jar, home, arguments(home)), home);
    }

    private List<String> arguments(Path home) {
        return List.of(
                "--server.port=" + (url.getPort() == -1 ? 80 : url.getPort()),
                "--management.server.port=" + settings.serverManagementPort(),
                "--kagzi.embedded.data-dir=" + data(home),
                // Short, so that the orders of a demo that was killed go on within seconds.
                "--kagzi.server.lease-duration=6s",
                "--kagzi.server.renew-interval=2s");
    }

    private ServerProcess waitUntilReady(ServerProcess child, Path home) {
        long deadline = System.nanoTime() + settings.serverStartTimeout().toNanos();
        while (!child.endsWithin(PAUSE)) {
            if (probe.isReady(settings.serverManagementPort())) {
                return child;
            }
            if (System.nanoTime() - deadline > 0) {
                child.stop();
                throw new DemoServerException(
                        "The Kagzi server was not ready after "
                                + settings.serverStartTimeout().toSeconds() + " s.",
                        "See " + ServerProcess.log(home) + lastLines(home));
            }
        }
        throw new DemoServerException(
                "The Kagzi server ended before it was ready.", "See " + ServerProcess.log(home) + lastLines(home));
    }

    private static Path data(Path home) {
        return home.resolve("data");
    }

    private static String lastLines(Path home) {
        try {
            List<String> lines = Files.readAllLines(ServerProcess.log(home));
            return ", which ends with:\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return "";
        }
    }
}
