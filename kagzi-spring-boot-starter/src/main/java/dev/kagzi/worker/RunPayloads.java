package dev.kagzi.worker;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.FailureType;
import dev.kagzi.protocol.Payload;
import dev.kagzi.serialization.PayloadCodecException;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.serialization.PayloadPlace;
import java.lang.reflect.Type;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The payloads of one run as the server has them. What a codec cannot encode or decode here ends the execution: the run is
 * kept for a worker that can.
 */
final class RunPayloads {

    private static final Logger log = LoggerFactory.getLogger(RunPayloads.class);

    private final HeldRun run;
    private final PayloadMapper mapper;

    RunPayloads(HeldRun run, PayloadMapper mapper) {
        this.run = run;
        this.mapper = mapper;
    }

    /** @throws Unwinding when the codec fails */
    Payload encode(Payload plain, PayloadPlace place) {
        return orUnwind(() -> mapper.encode(plain, place));
    }

    /**
     * The hash that goes with an encoded input.
     *
     * @throws Unwinding when the codec fails
     */
    @Nullable String inputHash(Payload plain) {
        return this.<@Nullable String>orUnwind(() -> mapper.inputHash(plain));
    }

    /** What is only for people to see is left out when the codec fails: it must not leave plain. */
    @Nullable Payload encodeForPeople(@Nullable Payload plain, PayloadPlace place) {
        try {
            return plain == null ? null : mapper.encode(plain, place);
        } catch (PayloadCodecException e) {
            log.warn("It is not shown: {}", e.getMessage());
            return null;
        }
    }

    /**
     * @throws Unwinding when the codec fails
     * @throws dev.kagzi.serialization.PayloadException when it does not fit the type
     */
    @Nullable Object read(@Nullable Payload payload, Type type, PayloadPlace place) {
        return this.<@Nullable Object>orUnwind(() -> mapper.read(payload, type, place));
    }

    private <T extends @Nullable Object> T orUnwind(Supplier<T> call) {
        try {
            return call.get();
        } catch (PayloadCodecException e) {
            log.error("{} needs attention: {}", run, e.getMessage(), e);
            String remedy = " Nothing is lost: give the worker a codec that can, and retry the run.";
            throw run.unwind(Ending.needsAttention(
                    run.claim(), Failure.of(FailureType.PAYLOAD_CODEC_FAILED, e.getMessage() + remedy)));
        }
    }
}
