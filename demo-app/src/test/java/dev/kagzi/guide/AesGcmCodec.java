package dev.kagzi.guide;

import dev.kagzi.serialization.PayloadCodec;
import dev.kagzi.serialization.PayloadContext;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts payloads with AES-GCM, each bound to its namespace, run, kind and step. */
public final class AesGcmCodec implements PayloadCodec {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final String keyId;
    private final SecretKey key;
    private final SecretKey hashKey;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param keyId name of the key, never to be used for another one
     * @param key 32 random bytes in base64
     * @param hashKey 32 other random bytes in base64, the same for all keys
     */
    public AesGcmCodec(String keyId, String key, String hashKey) {
        this.keyId = keyId;
        this.key = new SecretKeySpec(Base64.getDecoder().decode(key), "AES");
        this.hashKey = new SecretKeySpec(Base64.getDecoder().decode(hashKey), "HmacSHA256");
    }

    @Override
    public String encoding() {
        return "aes-gcm:" + keyId;
    }

    @Override
    public byte[] encode(byte[] plain, PayloadContext context) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plain);
        return ByteBuffer.allocate(NONCE_BYTES + encrypted.length)
                .put(nonce)
                .put(encrypted)
                .array();
    }

    @Override
    public byte[] decode(byte[] encoded, PayloadContext context) throws GeneralSecurityException {
        return cipher(Cipher.DECRYPT_MODE, encoded, context)
                .doFinal(encoded, NONCE_BYTES, encoded.length - NONCE_BYTES);
    }

    @Override
    public byte[] inputHash(byte[] input) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(hashKey);
        return mac.doFinal(input);
    }

    private Cipher cipher(int mode, byte[] nonce, PayloadContext context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce, 0, NONCE_BYTES));
        cipher.updateAAD(context.bytes());
        return cipher;
    }
}
