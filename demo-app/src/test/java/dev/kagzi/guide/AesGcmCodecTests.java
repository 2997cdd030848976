package dev.kagzi.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kagzi.serialization.PayloadContext;
import dev.kagzi.serialization.PayloadContext.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.api.Test;

class AesGcmCodecTests {

    private static final byte[] PLAIN = "{\"card\":4242}".getBytes(StandardCharsets.UTF_8);
    private static final PayloadContext CONTEXT = new PayloadContext("shop", "run-1", Kind.STEP_OUTPUT, "charge");

    private final AesGcmCodec codec = new AesGcmCodec("k1", key(1), key(9));

    @Test
    void decodesWhatItEncoded() throws Exception {
        assertThat(codec.decode(codec.encode(PLAIN, CONTEXT), CONTEXT)).isEqualTo(PLAIN);
        assertThat(codec.encode(PLAIN, CONTEXT)).hasSize(12 + PLAIN.length + 16);
        assertThat(codec.encoding()).isEqualTo("aes-gcm:k1");
    }

    @Test
    void usesEachNonceOnce() throws Exception {
        assertThat(codec.encode(PLAIN, CONTEXT)).isNotEqualTo(codec.encode(PLAIN, CONTEXT));
    }

    @Test
    void refusesEveryOtherPlace() throws Exception {
        byte[] encoded = codec.encode(PLAIN, CONTEXT);

        for (PayloadContext other : List.of(
                new PayloadContext("other", "run-1", Kind.STEP_OUTPUT, "charge"),
                new PayloadContext("shop", "run-2", Kind.STEP_OUTPUT, "charge"),
                new PayloadContext("shop", "run-1", Kind.STEP_INPUT, "charge"),
                new PayloadContext("shop", "run-1", Kind.STEP_OUTPUT, "refund"),
                new PayloadContext("shop", "run-1", Kind.OUTPUT, null))) {
            assertThatExceptionOfType(AEADBadTagException.class).isThrownBy(() -> codec.decode(encoded, other));
        }
    }

    @Test
    void refusesWhatWasTamperedWith() throws Exception {
        byte[] encoded = codec.encode(PLAIN, CONTEXT);

        for (int i = 0; i < encoded.length; i++) {
            byte[] tampered = encoded.clone();
            tampered[i] ^= 1;
            assertThatExceptionOfType(AEADBadTagException.class).isThrownBy(() -> codec.decode(tampered, CONTEXT));
        }
    }

    @Test
    void theHashNeedsItsKeyAndOutlivesTheOther() throws Exception {
        byte[] hash = codec.inputHash(PLAIN);

        assertThat(hash).hasSize(32).isEqualTo(new AesGcmCodec("k2", key(2), key(9)).inputHash(PLAIN));
        assertThat(hash).isNotEqualTo(new AesGcmCodec("k1", key(1), key(8)).inputHash(PLAIN));
    }

    static String key(int seed) {
        byte[] key = new byte[32];
        key[0] = (byte) seed;
        return Base64.getEncoder().encodeToString(key);
    }
}
