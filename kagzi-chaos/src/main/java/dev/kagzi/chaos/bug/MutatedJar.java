package dev.kagzi.chaos.bug;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Copies a fat jar with one class changed, in the application itself or in one of its libraries. */
final class MutatedJar {

    private static final String CLASSES = "BOOT-INF/classes/";

    private final String entry;
    private final UnaryOperator<byte[]> change;
    private int found;

    private MutatedJar(String className, UnaryOperator<byte[]> change) {
        this.entry = className.replace('.', '/') + ".class";
        this.change = change;
    }

    /** Writes the copy to {@code target}. */
    static void write(Path source, Path target, String className, UnaryOperator<byte[]> change) throws IOException {
        MutatedJar jar = new MutatedJar(className, change);
        try (InputStream in = Files.newInputStream(source);
                OutputStream out = Files.newOutputStream(target)) {
            jar.copy(in, out);
        }
        if (jar.found != 1) {
            throw new IllegalStateException("'" + className + "' is in " + source + " " + jar.found + " times");
        }
    }

    private void copy(InputStream in, OutputStream out) throws IOException {
        ZipInputStream zipIn = new ZipInputStream(in);
        ZipOutputStream zipOut = new ZipOutputStream(out);
        for (ZipEntry next = zipIn.getNextEntry(); next != null; next = zipIn.getNextEntry()) {
            byte[] content = changed(next.getName(), zipIn.readAllBytes());
            ZipEntry copied = new ZipEntry(next.getName());
            if (next.getMethod() == ZipEntry.STORED) {
                // Libraries are read in place, so they stay as they are.
                copied.setMethod(ZipEntry.STORED);
                copied.setSize(content.length);
                copied.setCrc(crc(content));
            }
            zipOut.putNextEntry(copied);
            zipOut.write(content);
            zipOut.closeEntry();
        }
        zipOut.finish();
    }

    private byte[] changed(String name, byte[] content) throws IOException {
        if (name.equals(entry) || name.equals(CLASSES + entry)) {
            found++;
            return change.apply(content);
        }
        if (name.startsWith("BOOT-INF/lib/kagzi-")) {
            ByteArrayOutputStream library = new ByteArrayOutputStream();
            copy(new ByteArrayInputStream(content), library);
            return library.toByteArray();
        }
        return content;
    }

    private static long crc(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return crc.getValue();
    }
}
