package dev.kagzi.client;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The packaged server as a process that asks for keys, ready for requests. */
final class ServerWithKeys implements AutoCloseable {

    static final String ADMIN_KEY = "kgz_" + "D".repeat(43);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final String url;

    /** With data and log in the directory. */
    ServerWithKeys(Path directory) throws IOException {
        int port = freePort();
        Path log = directory.resolve("server.log");
        url = "http://localhost:" + port;
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // It does not live long enough to miss the other compiler.
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        "../kagzi-server-app/target/kagzi-server-app.jar",
                        "--server.port=" + port,
                        "--management.server.port=0",
                        "--kagzi.security.enabled=true",
                        "--kagzi.bootstrap.admin-key=" + ADMIN_KEY,
                        "--kagzi.embedded.data-dir=" + directory.resolve("data")))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await().atMost(PATIENCE).until(() -> read(log).contains("Kagzi is ready: "));
    }

    String url() {
        return url;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
