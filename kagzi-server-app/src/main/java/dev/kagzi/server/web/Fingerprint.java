package dev.kagzi.server.web;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/**
 * A short text that no two different values share: of records with all that is in them, collections and maps in their order, and null.
 * Each part is digested with its kind and its length, so that none can be taken for its neighbour.
 */
final class Fingerprint {

    private static final int BYTES = 12;

    private final MessageDigest digest;

    private Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    static String of(Object value) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.add(value);
        byte[] prefix = Arrays.copyOf(fingerprint.digest.digest(), BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(prefix);
    }

    private void add(@Nullable Object value) {
        if (value == null) {
            begin("null", 0);
        } else if (value instanceof Record) {
            addRecord(value);
        } else if (value instanceof Collection<?> collection) {
            begin("collection", collection.size());
            collection.forEach(this::add);
        } else if (value instanceof Map<?, ?> map) {
            begin("map", map.size());
            map.forEach((key, entry) -> {
                add(key);
                add(entry);
            });
        } else {
            byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
            begin("text", text.length);
            digest.update(text);
        }
    }

    private void addRecord(Object value) {
        RecordComponent[] components = value.getClass().getRecordComponents();
        begin("record", components.length);
        for (RecordComponent component : components) {
            ReflectionUtils.makeAccessible(component.getAccessor());
            add(ReflectionUtils.invokeMethod(component.getAccessor(), value));
        }
    }

    private void begin(String kind, int length) {
        digest.update((kind + " " + length + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
