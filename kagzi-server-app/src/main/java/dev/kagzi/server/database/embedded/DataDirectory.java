package dev.kagzi.server.database.embedded;

import dev.kagzi.server.startup.StartRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** The directory as long as this server has it: nobody else starts on it before it is closed, or before this JVM is gone. */
final class DataDirectory implements AutoCloseable {

    static final String PROPERTY = "kagzi.embedded.data-dir";

    private final Path root;
    private final FileChannel lockFile;
    private final FileLock lock;

    private DataDirectory(Path root, FileChannel lockFile, FileLock lock) {
        this.root = root;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * Takes the directory, and makes it where there is none.
     *
     * @throws StartRefusedException when it cannot be written, or when another server has it
     */
    static DataDirectory take(Path path) {
        try {
            Files.createDirectories(path);
            Path root = path.toRealPath();
            restrictToOwner(root);
            return locked(root);
        } catch (IOException e) {
            throw new StartRefusedException(
                    "The data directory '%s' of the embedded PostgreSQL cannot be written: %s".formatted(path, e),
                    "Set '%s' to a directory that this user can write, or 'spring.datasource.url' to a PostgreSQL of your own."
                            .formatted(PROPERTY),
                    e);
        }
    }

    private static DataDirectory locked(Path root) throws IOException {
        FileChannel file =
                FileChannel.open(root.resolve("server.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(file);
        if (lock == null) {
            file.close();
            throw new StartRefusedException(
                    "Another server that is still running uses the data directory '%s'.".formatted(root),
                    ("Stop it, or set '%s' to another directory. Servers that are to share their data need one"
                                    + " PostgreSQL of their own: set 'spring.datasource.url' for each.")
                            .formatted(PROPERTY));
        }
        return new DataDirectory(root, file, lock);
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // Held by this very JVM.
        }
    }

    private static void restrictToOwner(Path directory) throws IOException {
        FileStore store = Files.getFileStore(directory);
        if (store.supportsFileAttributeView(PosixFileAttributeView.class)) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    Path root() {
        return root;
    }

    /** What PostgreSQL itself calls its data directory. */
    Path cluster() {
        return root.resolve("postgres");
    }

    /** Where PostgreSQL's programs are unpacked. */
    Path binaries() {
        return root.resolve("binaries");
    }

    /** What PostgreSQL said since it was started. */
    Path log() {
        return root.resolve("postgres.log");
    }

    /** Holds the superuser's password and nothing else. */
    Path passwordFile() {
        return root.resolve("password");
    }

    /** The superuser's password: on loopback every user of the machine can knock. */
    String password() throws IOException {
        return Files.readString(passwordFile()).strip();
    }

    /**
     * Throws away what an interrupted first start has left: nobody was ever told that something is stored in it.
     * Afterwards {@link #prepared} has to be called.
     */
    void prepare() throws IOException {
        removeUnfinishedBinaries();
        Files.deleteIfExists(log());
        if (Files.exists(preparing()) || !Files.exists(cluster())) {
            FileSystemUtils.deleteRecursively(cluster());
            Files.writeString(preparing(), "");
            Files.writeString(passwordFile(), newPassword());
        } else {
            // The fsGroup of a pod opens a volume to a group, and PostgreSQL refuses a directory that others may write
            // to.
            restrictToOwner(cluster());
        }
    }

    /** PostgreSQL has started: from here on the directory holds what people rely on. */
    void prepared() throws IOException {
        Files.deleteIfExists(preparing());
    }

    private Path preparing() {
        return root.resolve("preparing");
    }

    /** The library marks what it has unpacked whole, and stumbles over what it has not. */
    private void removeUnfinishedBinaries() throws IOException {
        if (!Files.isDirectory(binaries())) {
            return;
        }
        try (Stream<Path> unpacked = Files.list(binaries())) {
            for (Path directory : unpacked.toList()) {
                if (!Files.exists(directory.resolve(".exists"))) {
                    FileSystemUtils.deleteRecursively(directory);
                }
            }
        }
    }

    private static String newPassword() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return new String(Base64.getUrlEncoder().encode(random), StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        try {
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
