package dev.kagzi.protocol.json;

import dev.kagzi.protocol.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where in a payload a value is found: names of properties with dots between them, as {@code customer.id}. What it finds is a text, the
 * same for the same value: a string's characters, a number as it is written.
 */
public final class PropertyPath {

    /** What a path has to be, to complete the sentence "expected …". */
    public static final String EXPECTED =
            "names of properties with dots between them, at most 200 characters, such as 'customer.id'";

    private static final int LONGEST_VALUE = 200;
    private static final Pattern TEXT =
            Pattern.compile("(?=.{1,200}$)[^.\\s\\p{Cntrl}\\p{Cs}]+(\\.[^.\\s\\p{Cntrl}\\p{Cs}]+)*");
    private static final JsonMapper JSON = ProtocolJson.builder().build();

    private final List<String> names;

    private PropertyPath(List<String> names) {
        this.names = names;
    }

    /** Whether this text is a path. */
    public static boolean isPath(String text) {
        return TEXT.matcher(text).matches();
    }

    /** @throws IllegalArgumentException when it is no path */
    public static PropertyPath of(String text) {
        if (!isPath(text)) {
            throw new IllegalArgumentException("'" + text + "' is no property path, expected " + EXPECTED);
        }
        return new PropertyPath(List.of(text.split("\\.")));
    }

    /**
     * The value in a payload that is JSON. Empty where there is none, or it is null; of several of the same name the last counts. A long
     * one, or one that is hard to show, is given as its SHA-256.
     */
    public String valueIn(@Nullable Payload payload) {
        if (payload == null) {
            return "";
        }
        try (JsonParser parser = JSON.createParser(payload.bytes())) {
            parser.nextToken();
            return shortened(value(parser, payload.bytes(), 0));
        } catch (JacksonException e) {
            return "";
        }
    }

    /** Leaves the parser at the end of the value that it stands at. */
    private String value(JsonParser parser, byte[] document, int depth) {
        if (depth == names.size()) {
            return text(parser, document);
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return "";
        }
        String found = "";
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean isNext = names.get(depth).equals(parser.currentName());
            parser.nextToken();
            if (isNext) {
                found = value(parser, document, depth + 1);
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    private static String text(JsonParser parser, byte[] document) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return "";
        }
        if (!token.isStructStart()) {
            return parser.getString();
        }
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int to = (int) parser.currentLocation().getByteOffset();
        return new String(document, from, to - from, StandardCharsets.UTF_8);
    }

    private static String shortened(String value) {
        boolean isPlain = value.length() <= LONGEST_VALUE
                && value.codePoints()
                        .noneMatch(point -> Character.isISOControl(point)
                                || Character.getType(point) == Character.SURROGATE
                                || !Character.isDefined(point));
        return isPlain ? value : "sha256:" + sha256(value);
    }

    private static String sha256(String value) {
        try {
            // Character by character, so that lone surrogates differ from each other.
            ByteBuffer bytes = ByteBuffer.allocate(2 * value.length());
            bytes.asCharBuffer().put(value);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
