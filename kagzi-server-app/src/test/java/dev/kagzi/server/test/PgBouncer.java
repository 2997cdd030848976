package dev.kagzi.server.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A PgBouncer in transaction mode before a PostgreSQL: no connection keeps anything from one transaction to the next. */
final class PgBouncer {

    private static final long TO_START_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final int port;

    private PgBouncer(int port) {
        this.port = port;
    }

    /** @param program path of the executable */
    static PgBouncer start(String program, int postgresPort) throws IOException {
        int port = freePort();
        Path directory = Files.createTempDirectory("pgbouncer");
        // It does not run as root, and changes to somebody else then.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path settings = directory.resolve("pgbouncer.ini");
        Files.write(
                settings,
                List.of(
                        "[databases]",
                        "* = host=127.0.0.1 port=" + postgresPort + " user=postgres",
                        "[pgbouncer]",
                        "listen_addr = 127.0.0.1",
                        "listen_port = " + port,
                        "unix_socket_dir =",
                        "auth_type = any",
                        "pool_mode = transaction",
                        "max_client_conn = 1000",
                        "default_pool_size = 20",
                        "ignore_startup_parameters = extra_float_digits",
                        "logfile = " + directory.resolve("pgbouncer.log"),
                        "log_connections = 0",
                        "log_disconnections = 0",
                        "user = "
                                + (System.getProperty("user.name").equals("root")
                                        ? "nobody"
                                        : System.getProperty("user.name"))));
        Process process = new ProcessBuilder(program, settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        long began = System.nanoTime();
        while (!isListening(port)) {
            if (!process.isAlive() || System.nanoTime() - began > TO_START_NANOS) {
                throw new IllegalStateException(
                        "PgBouncer does not start: " + Files.readString(directory.resolve("out")));
            }
            Thread.onSpinWait();
        }
        return new PgBouncer(port);
    }

    /** The driver must not count on statements that it has prepared on a connection. */
    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres&prepareThreshold=0";
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
