package dev.kagzi.server.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL of this machine, with tools of its own version: that of the other tests brings none. */
public final class InstalledPostgres implements AutoCloseable {

    /** Where Debian's packages put each version. */
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

    private static final int OLDEST_VERSION = 14;
    private static final List<String> NEEDED = List.of("initdb", "pg_ctl", "pg_dump", "pg_restore");

    private final Path programs;
    private final Path directory;
    private final int port;

    private InstalledPostgres(Path programs, Path directory, int port) {
        this.programs = programs;
        this.directory = directory;
        this.port = port;
    }

    /** Where the programs of one that the server works with are. */
    public static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.filter(version -> version.getFileName().toString().matches("\\d+"))
                    .filter(version -> Integer.parseInt(version.getFileName().toString()) >= OLDEST_VERSION)
                    .map(version -> version.resolve("bin"))
                    .filter(bin -> NEEDED.stream().allMatch(program -> Files.isExecutable(bin.resolve(program))))
                    .findFirst();
        }
    }

    /** Starts one on an empty directory. */
    public static InstalledPostgres start(Path programs, Path directory) throws IOException {
        InstalledPostgres postgres = new InstalledPostgres(programs, directory, freePort());
        postgres.run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync");
        postgres.run(
                "pg_ctl",
                "start",
                "--wait",
                "--log=" + directory.resolve("postgres.log"),
                "--options=-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=".formatted(postgres.port));
        return postgres;
    }

    /** As the server takes it. */
    public String jdbcUrl() {
        return "jdbc:" + uri();
    }

    /** As PostgreSQL's own tools take it. */
    public String uri() {
        return "postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
    }

    @Override
    public void close() throws IOException {
        run("pg_ctl", "stop", "--wait", "--mode=fast");
    }

    private void run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            // It refuses to run as root, and takes a user namespace for somebody else.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(programs.resolve(program).toString());
        command.add("--pgdata=" + directory.resolve("cluster"));
        command.addAll(List.of(arguments));
        Path output = directory.resolve(program + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!endsWell(process)) {
            throw new IOException(command + ": " + Files.readString(output));
        }
    }

    private static boolean endsWell(Process process) {
        try {
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
