package dev.kagzi.demo.showcase;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * One showing of the sample orders. Its name is kept in a file until all outcomes are in: a demo that was killed before takes
 * the batch up again at its next start, and the ids of the orders lead to the runs that exist already.
 */
record Batch(String name, boolean takenUpAgain, Path file) {

    static Batch open(Path home) {
        Path file = home.resolve("unfinished-batch");
        try {
            return new Batch(Files.readString(file), true, file);
        } catch (NoSuchFileException e) {
            return create(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Batch create(Path file) {
        String name = UUID.randomUUID().toString().substring(0, 8);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
            return new Batch(name, false, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void finish() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
