package dev.kagzi.autoconfigure;

import dev.kagzi.definition.InvalidDefinitionException;
import dev.kagzi.serialization.PayloadCodec;
import dev.kagzi.serialization.PayloadCodecs;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;

/** The application's codecs of payloads: no two with one encoding, and one that is meant to encode. */
final class DeclaredCodecs {

    private static final Pattern ENCODING = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/+-]{0,99}");
    private static final String DEFAULT_NAMESPACE = "default";

    private DeclaredCodecs() {}

    static PayloadCodecs of(ObjectProvider<PayloadCodec> beans, @Nullable String namespace) {
        Map<String, PayloadCodec> codecs = new LinkedHashMap<>();
        beans.orderedStream().forEach(codec -> add(codecs, codec));
        return new PayloadCodecs(namespace == null ? DEFAULT_NAMESPACE : namespace, encoding(beans, codecs), codecs);
    }

    private static void add(Map<String, PayloadCodec> codecs, PayloadCodec codec) {
        String encoding = codec.encoding();
        if (encoding == null || !ENCODING.matcher(encoding).matches()) {
            throw new InvalidDefinitionException(
                    "The PayloadCodec " + codec.getClass().getName() + " has the encoding '" + encoding + "'.",
                    "Let it return 1 to 100 letters, digits and . _ : / + -, the first a letter or a digit.");
        }
        PayloadCodec other = codecs.putIfAbsent(encoding, codec);
        if (other != null) {
            throw new InvalidDefinitionException(
                    "The PayloadCodecs " + other.getClass().getName() + " and "
                            + codec.getClass().getName() + " have the same encoding '" + encoding + "'.",
                    "Give each an encoding of its own: by it a stored payload finds the codec that can decode it.");
        }
    }

    private static @Nullable String encoding(ObjectProvider<PayloadCodec> beans, Map<String, PayloadCodec> codecs) {
        try {
            return codecs.isEmpty() ? null : beans.getObject().encoding();
        } catch (NoUniqueBeanDefinitionException e) {
            throw new InvalidDefinitionException(
                    "There are several PayloadCodec beans, with the encodings " + codecs.keySet()
                            + ", and none says that it is the one to encode with.",
                    "Make that one @Primary; the others are kept for what they have encoded before.");
        }
    }
}
