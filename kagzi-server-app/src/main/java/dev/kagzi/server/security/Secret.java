package dev.kagzi.server.security;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** The secret of a key: 256 random bits. Only its hash is stored; with as many bits as that nobody finds another one for it. */
record Secret(String text) {

    /** What a secret looks like, in words. */
    static final String FORM = "'kgz_' and 43 characters of base64url";

    private static final String PREFIX = "kgz_";
    private static final int BYTES = 32;
    private static final Pattern PATTERN = Pattern.compile("kgz_[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    static Secret random() {
        byte[] bits = new byte[BYTES];
        RANDOM.nextBytes(bits);
        return new Secret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /** Empty for a text that cannot be one. */
    static Optional<Secret> of(String text) {
        return PATTERN.matcher(text).matches() ? Optional.of(new Secret(text)) : Optional.empty();
    }

    Hash hash() {
        try {
            return Hash.of(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return PREFIX + "…";
    }

    /** SHA-256 of a secret, equal to every other one with the same bytes. */
    record Hash(ByteBuffer bytes) {

        static Hash of(byte[] bytes) {
            return new Hash(ByteBuffer.wrap(bytes));
        }

        byte[] array() {
            return bytes.array().clone();
        }
    }
}
