package dev.kagzi.serialization;

import java.security.MessageDigest;

/**
 * Encrypts or compresses payloads inside the application, so that the server holds bytes it cannot read. One bean of this type is
 * enough: inputs, results and progress of all runs go through it, in the client and in the worker. What is stored plain is read as it
 * is, as long as {@link #acceptsPlain()}.
 *
 * <p>Of several beans the {@code @Primary} one encodes; all of them decode, each what its {@link #encoding()} made. That is how a
 * key or a method is replaced.
 *
 * <p>Called by many threads at once. An exception of a codec leaves a run in {@code NEEDS_ATTENTION}, from where it can be
 * retried; a start, or the reading of a result, fails with a {@link PayloadException}. What an exception says is stored with the run
 * as it is, so it must not quote the payload. Names, ids, tags and messages of failures are no payloads and are not encoded.
 */
public interface PayloadCodec {

    /**
     * Stands beside everything this codec has encoded, and finds it again for decoding: a method, and the name of the key where there
     * is one, such as {@code aes-gcm:2026-11}. Asked for once, at start-up.
     *
     * @return 1 to 100 letters, digits and {@code . _ : / + -}, not used by any other codec
     */
    String encoding();

    /**
     * Encodes a payload. What comes out may differ each time.
     *
     * @param plain JSON in UTF-8, not to be changed
     * @param context where the payload stands; a cipher should bind its result to it
     * @return at most as many bytes as the server takes, {@code kagzi.server.max-payload}
     */
    byte[] encode(byte[] plain, PayloadContext context) throws Exception;

    /**
     * Gives back what {@link #encode} was given.
     *
     * @param encoded what it made, not to be changed
     * @param context equal to the one it was made with
     * @throws Exception when the bytes were not made by this codec, for this context
     */
    byte[] decode(byte[] encoded, PayloadContext context) throws Exception;

    /**
     * Makes 32 bytes that are the same for the same input: by them the server tells whether a start with an id that is taken is the same
     * start. Default: SHA-256, which the server makes of plain inputs too. Inputs of few possible values can be guessed from that;
     * then give a keyed hash in its place, with a key that stays when that of the cipher is replaced.
     *
     * @param input JSON in UTF-8 without white space between its tokens
     */
    default byte[] inputHash(byte[] input) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(input);
    }

    /**
     * Whether payloads that nobody has encoded are read as well, as those that were stored before there was a codec. Default: true.
     * With false, somebody who can write to the server's database, or starts runs without the codec, cannot slip one in. Of several
     * codecs the one that encodes is asked.
     */
    default boolean acceptsPlain() {
        return true;
    }
}
