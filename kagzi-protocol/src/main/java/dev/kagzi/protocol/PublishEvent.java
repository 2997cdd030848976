package dev.kagzi.protocol;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event from outside.
 *
 * @param key which of the events of this name it is meant for; absent: for those who wait without a key
 * @param eventId identity made by the caller, a UUIDv7; a repeated request then never makes a second event
 */
public record PublishEvent(
        String name,
        @Nullable String key,
        @JsonAlias("dataEncoded") @Nullable Payload data,
        @Nullable UUID eventId) {}
